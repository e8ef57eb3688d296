const START: u64 = 1_735_894_800;

const AUTHORS: [(&str, &str, &str); 4] = [
    ("Ada Okafor", "ada@example.com", "+0100"),
    ("Jun Watanabe", "jun@example.com", "+0900"),
    ("María Solís", "maria@example.com", "-0300"),
    ("Tove Lindqvist", "tove@example.com", "+0200"),
];

/// A stream for `git fast-import`. Authors and dates follow from the number of the commit.
#[derive(Default)]
pub(super) struct Stream {
    bytes: Vec<u8>,
    commits: u64,
}

impl Stream {
    pub(super) fn commit(&mut self, branch: &str, message: &str, files: &[(String, Vec<u8>)]) {
        self.begin_commit(branch, message);
        self.files(files);
    }

    /// Merges `other`. `files` are the files it adds: fast-import does not merge trees.
    pub(super) fn merge(&mut self, branch: &str, other: &str, files: &[(String, Vec<u8>)]) {
        self.begin_commit(branch, &format!("Merge branch '{other}'"));
        self.text(&format!("merge refs/heads/{other}\n"));
        self.files(files);
    }

    pub(super) fn branch(&mut self, branch: &str, from: &str) {
        self.text(&format!(
            "reset refs/heads/{branch}\nfrom refs/heads/{from}\n\n"
        ));
    }

    pub(super) fn tag(&mut self, name: &str, message: &str) {
        let tagger = self.signature();
        self.text(&format!(
            "tag {name}\nfrom refs/heads/main\ntagger {tagger}\n"
        ));
        self.data(format!("{message}\n").as_bytes());
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn begin_commit(&mut self, branch: &str, message: &str) {
        self.commits += 1;
        let committer = self.signature();
        self.text(&format!(
            "commit refs/heads/{branch}\ncommitter {committer}\n"
        ));
        self.data(format!("{message}\n").as_bytes());
    }

    fn files(&mut self, files: &[(String, Vec<u8>)]) {
        for (path, contents) in files {
            self.text(&format!("M 100644 inline {path}\n"));
            self.data(contents);
        }
        self.text("\n");
    }

    fn data(&mut self, bytes: &[u8]) {
        self.text(&format!("data {}\n", bytes.len()));
        self.bytes.extend(bytes);
        self.text("\n");
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend(text.as_bytes());
    }

    fn signature(&self) -> String {
        let (name, mail, zone) = match self.commits % 7 {
            0 | 3 => AUTHORS[1],
            2 | 6 => AUTHORS[2],
            5 => AUTHORS[3],
            _ => AUTHORS[0],
        };
        let time = START + self.commits * 61_200 + self.commits % 5 * 2_940;
        format!("{name} <{mail}> {time} {zone}")
    }
}
