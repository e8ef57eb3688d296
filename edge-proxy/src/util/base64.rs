use base64::Engine;
use base64::engine::GeneralPurpose;

/// Decodes text that encodes exactly `N` bytes; `None` for any other text.
pub(crate) fn decode_array<const N: usize>(engine: &GeneralPurpose, text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let length = engine.decode_slice(text, &mut bytes).ok()?;
    (length == N).then_some(bytes)
}
