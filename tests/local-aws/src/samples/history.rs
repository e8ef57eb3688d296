use super::stream::Stream;

/// Modules of the sample project; each is written, tested and documented in its own commit.
const MODULES: [(&str, &str); 10] = [
    ("berths", "Assign arriving ships to berths"),
    ("tides", "Compute a harbour's tide tables"),
    ("cargo", "Weigh and list a ship's cargo"),
    ("pilots", "Keep the pilots' roster"),
    ("weather", "Read the weather buoys"),
    ("fees", "Charge harbour fees"),
    ("customs", "File customs declarations"),
    ("cranes", "Schedule the cranes"),
    ("arrivals", "List the next arrivals"),
    ("radio", "Log the radio watch"),
];

/// A fast-import stream of a small project with branches, a merge, a tag and a binary file.
pub(super) fn stream() -> Vec<u8> {
    let mut project = Stream::default();
    let mut guide = "# Guide\n\n".to_owned();

    let readme = "# Harbour\n\nPlans which ship uses which berth, and for how long.\n";
    project.commit("main", "Start with a README", &[file("README.md", readme)]);
    let ignored = file(".gitignore", "__pycache__/\n*.pyc\n");
    project.commit("main", "Ignore compiled files", &[ignored]);
    project.commit(
        "main",
        "Add a logo",
        &[("assets/logo.bmp".to_owned(), logo())],
    );

    for (name, purpose) in MODULES {
        guide.push_str(&format!("- [{purpose}]({name}.md)\n"));
        let [module, test, page] = files(name, purpose);
        let guide = file("docs/README.md", &guide);

        // Two modules start on their own branches; one of these is merged.
        let branch = match name {
            "weather" => "feature/weather",
            "radio" => "feature/radio",
            _ => "main",
        };
        if branch != "main" {
            project.branch(branch, "main");
        }
        project.commit(branch, purpose, std::slice::from_ref(&module));
        let message = format!("Test {name}\n\nThe case of an empty harbour was missing.");
        project.commit(branch, &message, std::slice::from_ref(&test));
        let message = format!("Document {name}");
        project.commit(branch, &message, &[page.clone(), guide.clone()]);

        match name {
            "pilots" => {
                project.tag("v1.0.0", "The first harbour opens");
                project.branch("release/1.x", "main");
            }
            "weather" => {
                let readme = format!("{readme}\nWeather data comes from the outer buoys.\n");
                let readme = file("README.md", &readme);
                project.commit("main", "Name the source of the weather data", &[readme]);
                project.merge("main", branch, &[module, test, page, guide]);
            }
            "cranes" => {
                let hours = file("docs/hours.md", "# Opening hours\n\nAt any tide.\n");
                project.commit("release/1.x", "State the opening hours", &[hours]);
            }
            _ => {}
        }
    }
    project.into_bytes()
}

fn files(name: &str, purpose: &str) -> [(String, Vec<u8>); 3] {
    let module = format!(
        "\"\"\"{purpose}.\"\"\"\n\n\n\
         def {name}(harbour):\n    \
             \"\"\"All {name} of a harbour, oldest first.\"\"\"\n    \
             return sorted(harbour.get(\"{name}\", []), key=lambda it: it[\"since\"])\n"
    );
    let test = format!(
        "from harbour.{name} import {name}\n\n\n\
         def test_an_empty_harbour_has_no_{name}():\n    assert {name}({{}}) == []\n"
    );
    let page = format!("# {purpose}\n\nThe code is in `src/harbour/{name}.py`.\n");
    [
        file(&format!("src/harbour/{name}.py"), &module),
        file(&format!("tests/test_{name}.py"), &test),
        file(&format!("docs/{name}.md"), &page),
    ]
}

fn file(path: &str, text: &str) -> (String, Vec<u8>) {
    (path.to_owned(), text.as_bytes().to_vec())
}

/// A picture of 64 by 64 pixels: a sea under a sky. A bitmap needs no compression to write.
fn logo() -> Vec<u8> {
    const SIDE: u8 = 64;
    const HEAD: u32 = 54;
    let pixels = u32::from(SIDE) * u32::from(SIDE) * 3;

    let mut bitmap = b"BM".to_vec();
    for field in [HEAD + pixels, 0, HEAD, 40, SIDE.into(), SIDE.into()] {
        bitmap.extend(field.to_le_bytes());
    }
    bitmap.extend([1, 0, 24, 0]);
    for field in [0, pixels, 2835, 2835, 0, 0] {
        bitmap.extend(field.to_le_bytes());
    }
    for y in 0..SIDE {
        for x in 0..SIDE {
            let wave = 24 + (x % 16).abs_diff(8) / 2;
            let [red, green, blue] = if y < wave {
                [10, 60 + y, 120 + y]
            } else {
                [180 + y, 200 + y / 2, 235]
            };
            bitmap.extend([blue, green, red]);
        }
    }
    bitmap
}
