use crate::Failure;

/// A runtime for the sources of credentials, on this thread.
///
/// # Errors
///
/// `out_of_resources`.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::new(
                "out_of_resources",
                format!("the system refuses what every program needs: {error}"),
                "Close other programs, and try again.",
            )
        })
}
