use crate::Failure;

/// A single-threaded runtime for the credential sources.
///
/// # Errors
///
/// `out_of_resources` if the operating system refuses threads or file descriptors.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::new(
                "out_of_resources",
                format!("the operating system refused resources: {error}"),
                "Close other programs, then run the command again.",
            )
        })
}
