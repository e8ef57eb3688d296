/// A packet of git's protocol.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet {
    Data(Vec<u8>),
    /// `0000`, or one of the other packets without data.
    Flush,
}

/// The bytes are not packets.
#[derive(Debug)]
pub(super) struct Malformed;

/// Reads packets from bytes that arrive in pieces.
#[derive(Debug, Default)]
pub(super) struct PacketReader {
    pending: Vec<u8>,
}

impl PacketReader {
    /// Takes the next packet off `input`; `Ok(None)` once it is empty.
    pub(super) fn next(&mut self, input: &mut &[u8]) -> Result<Option<Packet>, Malformed> {
        if !self.fill(input, 4) {
            return Ok(None);
        }
        let length = length(&self.pending)?;
        if length <= 4 {
            self.pending.clear();
            return Ok(Some(if length == 4 {
                Packet::Data(Vec::new())
            } else {
                Packet::Flush
            }));
        }
        if !self.fill(input, length) {
            return Ok(None);
        }
        let mut packet = std::mem::take(&mut self.pending);
        packet.drain(..4);
        Ok(Some(Packet::Data(packet)))
    }

    /// Takes bytes until there are `length`.
    fn fill(&mut self, input: &mut &[u8], length: usize) -> bool {
        let missing = length.saturating_sub(self.pending.len());
        let (taken, rest) = input.split_at(missing.min(input.len()));
        self.pending.extend_from_slice(taken);
        *input = rest;
        self.pending.len() >= length
    }
}

/// The length at the start of a packet.
fn length(packet: &[u8]) -> Result<usize, Malformed> {
    let digits = packet.first_chunk::<4>().ok_or(Malformed)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(Malformed);
    }
    let digits = str::from_utf8(digits).map_err(|_| Malformed)?;
    usize::from_str_radix(digits, 16).map_err(|_| Malformed)
}

/// Writes data as a packet. Data that does not fit is cut off.
pub(super) fn write(output: &mut Vec<u8>, data: &[u8]) {
    let data = &data[..data.len().min(65_516)];
    output.extend_from_slice(format!("{:04x}", data.len() + 4).as_bytes());
    output.extend_from_slice(data);
}

#[cfg(test)]
mod tests {
    use super::{Packet, PacketReader, write};

    #[test]
    fn packets_are_read_however_they_are_cut() {
        let bytes = b"0009done\n00000004000dgoodbye\n\n";
        for size in 1..bytes.len() {
            let mut reader = PacketReader::default();
            let mut packets = Vec::new();
            for mut piece in bytes.chunks(size) {
                while let Some(packet) = reader.next(&mut piece).unwrap() {
                    packets.push(packet);
                }
            }
            assert_eq!(
                packets,
                [
                    Packet::Data(b"done\n".to_vec()),
                    Packet::Flush,
                    Packet::Data(Vec::new()),
                    Packet::Data(b"goodbye\n\n".to_vec()),
                ]
            );
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        for bytes in ["PACK", "+001", "0x01"] {
            assert!(PacketReader::default().next(&mut bytes.as_bytes()).is_err());
        }
    }

    #[test]
    fn a_packet_says_its_length() {
        let mut output = Vec::new();
        write(&mut output, b"done\n");
        assert_eq!(output, b"0009done\n");
    }
}
