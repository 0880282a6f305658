//! Just enough of the DevTools protocol to look at a page: JSON between null bytes on two pipes.

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A page taller than this is cut in its screenshot: the browser cannot draw more at once.
const TALLEST: f64 = 16_000.0;

/// Chromium without a window, with one page.
pub struct Browser {
    child: Child,
    write: ChildStdin,
    read: BufReader<ChildStdout>,
    session: String,
    next: u64,
    /// Events that came while an answer was waited for.
    events: Vec<Value>,
    // Removed when the browser is gone.
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts chromium.
    pub fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
        // The protocol speaks on descriptors 3 and 4; a shell puts our pipes there.
        let script = format!(
            "exec {program} --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
             --disable-background-networking --disable-component-update --disable-dev-shm-usage --disable-sync \
             --user-data-dir='{}' --remote-debugging-pipe about:blank 3<&0 4>&1 1>&2",
            profile.path().display()
        );
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let (write, read) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut browser = Self {
            child,
            write,
            read,
            session: String::new(),
            next: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session =
            browser.call("Target.attachToTarget", attach)["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Width, medium and colour scheme of what follows.
    pub fn look(&mut self, width: u32, media: &str, scheme: &str) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let feature = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": media, "features": feature }));
    }

    /// No scripts from now on, but those of the inspection.
    pub fn disable_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// Opens a file and waits until it is there.
    pub fn open(&mut self, file: &Path) {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": format!("file://{}", file.display()) }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let message = self.receive();
            self.events.push(message);
        }
    }

    /// The value of an expression in the page.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let answer =
            self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        match answer.get("exceptionDetails") {
            Some(details) => details.clone(),
            None => answer["result"]["value"].clone(),
        }
    }

    /// What the browser complained about since the page was opened, and what it fetched besides the page.
    pub fn said(&self) -> Vec<String> {
        let complaint = |event: &Value| match event["method"].as_str()? {
            "Runtime.exceptionThrown" => {
                Some(format!("exception: {}", event["params"]["exceptionDetails"]["text"]))
            }
            "Runtime.consoleAPICalled" => Some(format!("console: {}", event["params"]["args"])),
            "Log.entryAdded" => Some(format!("log: {}", event["params"]["entry"]["text"])),
            "Network.requestWillBeSent" => {
                let url = event["params"]["request"]["url"].as_str()?;
                let own = url.starts_with("file://") && event["params"]["type"] == "Document";
                (!own && !url.starts_with("data:")).then(|| format!("a request left: {url}"))
            }
            _ => None,
        };
        self.events.iter().filter_map(complaint).collect()
    }

    /// Keeps a picture of the whole page.
    pub fn screenshot(&mut self, file: &Path, width: u32) {
        let metrics = self.call("Page.getLayoutMetrics", json!({}));
        let height = metrics["cssContentSize"]["height"].as_f64().unwrap_or(900.0).min(TALLEST);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let shot = self.call("Page.captureScreenshot", parameters);
        fs::write(file, base64(shot["data"].as_str().unwrap())).unwrap();
    }

    /// Keeps the page as it is printed on A4.
    pub fn print(&mut self, file: &Path) {
        let parameters = json!({ "preferCSSPageSize": true, "printBackground": true });
        let printed = self.call("Page.printToPDF", parameters);
        fs::write(file, base64(printed["data"].as_str().unwrap())).unwrap();
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.write.write_all(format!("{message}\0").as_bytes()).expect("chromium listens");
        self.write.flush().expect("chromium listens");
        loop {
            let answer = self.receive();
            if answer["id"] != self.next {
                self.events.push(answer);
            } else if let Some(error) = answer.get("error") {
                panic!("{method}: {error}");
            } else {
                return answer["result"].clone();
            }
        }
    }

    fn receive(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.read.read_until(0, &mut bytes).expect("chromium speaks");
        assert!(bytes.pop() == Some(0), "chromium went away; is it installed?");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It is told first, so that its children go with it.
        let _ = self.write.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let _ = self.write.flush();
        let mut rest = Vec::new();
        let _ = self.read.read_to_end(&mut rest);
        let _ = self.child.wait();
    }
}

/// The bytes of a text in base 64.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().filter_map(digit).map(u32::from).collect();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for four in digits.chunks(4) {
        let joined = four.iter().fold(0, |joined, digit| joined << 6 | digit) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&joined.to_be_bytes()[1..four.len()]);
    }
    bytes
}
