use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

const BLOB: usize = 1024 * 1024;
const BLOBS_A_COMMIT: u32 = 25;

/// Writes a fast-import stream of this many blobs of 1 MiB of noise.
pub(super) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    megabytes: u32,
) -> io::Result<()> {
    let mut noise = Noise(2024);
    let mut blob = vec![0; BLOB];
    for index in 0..megabytes {
        let part = index / BLOBS_A_COMMIT + 1;
        if index % BLOBS_A_COMMIT == 0 {
            let message = format!("Record measurements, part {part}\n");
            let time = 1_735_722_000 + u64::from(part) * 3600;
            let head = format!(
                "commit refs/heads/main\n\
                 committer Measuring Station <station@example.com> {time} +0000\n\
                 data {}\n{message}",
                message.len()
            );
            stream.write_all(head.as_bytes()).await?;
        }
        noise.fill(&mut blob);
        let file = format!("M 100644 inline data/{part:03}/{index:05}.bin\ndata {BLOB}\n");
        stream.write_all(file.as_bytes()).await?;
        stream.write_all(&blob).await?;
        stream.write_all(b"\n").await?;
    }
    Ok(())
}

/// SplitMix64. Its few lines fix its output, and so the commits made of it; and it is fast
/// enough in a build without optimisation, in which ChaCha takes most of a minute for 500 MiB.
struct Noise(u64);

impl Noise {
    fn fill(&mut self, bytes: &mut [u8]) {
        for word in bytes.chunks_exact_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            word.copy_from_slice(&mixed.to_le_bytes());
        }
    }
}
