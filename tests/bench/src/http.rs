//! As little of HTTP/1.1 as a load generator needs, so that it takes little of the machine it measures.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Result;

/// A kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer; `head` is the status line with the headers.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Connection {
    /// Opens a connection.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request as it stands; gives the status and the sizes of head and body, which stay in the buffer.
    pub async fn send(&mut self, request: &[u8]) -> Result<(u16, usize, usize)> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let status = std::str::from_utf8(self.buffer.get(9..12).unwrap_or_default())?.parse()?;
        let length = content_length(&self.buffer[..head])?;
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        Ok((status, head, length))
    }

    /// Status line and headers of the answer that was read last.
    pub fn head(&self, length: usize) -> &str {
        self.buffer.get(..length).and_then(|head| std::str::from_utf8(head).ok()).unwrap_or_default()
    }

    /// Sends a request and copies the answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        let (status, head, length) = self.send(request).await?;
        Ok(Answer {
            status,
            head: String::from_utf8_lossy(&self.buffer[..head]).into_owned(),
            body: self.buffer[head..head + length].to_vec(),
        })
    }
}

/// A GET request without a body.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-language: zh-TW\r\n\r\n").into_bytes()
}

/// A GET request by whoever holds the session.
pub fn get_as(path: &str, session: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-language: zh-TW\r\ncookie: session={session}\r\n\r\n"
    )
    .into_bytes()
}

/// A form without fields, sent by whoever holds the session.
pub fn post(path: &str, session: &str) -> Vec<u8> {
    post_form(path, session, "")
}

/// A form, sent by whoever holds the session.
pub fn post_form(path: &str, session: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: session={session}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn content_length(head: &[u8]) -> Result<usize> {
    let head = std::str::from_utf8(head)?;
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    Ok(line.ok_or_else(|| format!("an answer without content-length:\n{head}"))?.parse()?)
}
