<?php

// What `saml-identity-provider.mjs` writes for each request anew: see `state` there.

$directory = getenv('SAML_IDENTITY_PROVIDER');
return json_decode(file_get_contents("$directory/state.json"), true, 512, JSON_THROW_ON_ERROR);
