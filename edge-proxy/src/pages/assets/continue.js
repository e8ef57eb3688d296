// Sends the form of this page on. Before the page has loaded, this replaces it in the history, so that Back skips it.
document.forms[0].submit();
