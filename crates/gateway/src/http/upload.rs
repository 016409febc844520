//! Forms with a file.

use actix_multipart::Multipart;
use folkmoot_web::Values;
use futures_util::StreamExt as _;

use super::form;
use crate::Fault;

/// The greatest size of a file, in bytes; a little above what a record may have, so that the record's own words are told.
pub const FILE_LIMIT: usize = 12 * 1024 * 1024;
/// How much is read and thrown away of what is too large, so that the sender gets to read the answer.
const PATIENCE: usize = 64 * 1024 * 1024;

/// A file as it was sent.
#[derive(Debug, Default)]
pub struct File {
    /// Its name, as the sender has it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The fields of a form and the file of its field `file`.
#[derive(Debug, Default)]
pub struct Upload {
    /// The other fields.
    pub values: Values,
    /// The file; none if none was chosen.
    pub file: Option<File>,
    /// Whether a file was larger than [`FILE_LIMIT`]; it was thrown away.
    pub too_large: bool,
}

impl Upload {
    /// Reads a form whose sender may send it. Whoever may not is told so, and nothing of theirs is kept in memory: a
    /// handler takes the bare [`Multipart`] and asks here, since extractors run before the handler knows who is asking.
    ///
    /// # Errors
    /// That of `sender`, [`Fault::TooLarge`], [`Fault::BadRequest`].
    pub async fn read<T>(sender: Result<T, Fault>, multipart: Multipart) -> Result<(T, Self), Fault> {
        let (sender, upload) = Self::read_typed(sender, multipart).await?;
        if upload.too_large { Err(Fault::TooLarge) } else { Ok((sender, upload)) }
    }

    /// As [`Upload::read`], of a form in which much is typed: what was typed is there, also beside a file that is too large.
    ///
    /// # Errors
    /// Those of [`Upload::read`]; too large are only the fields, or all together.
    pub async fn read_typed<T>(sender: Result<T, Fault>, multipart: Multipart) -> Result<(T, Self), Fault> {
        match sender {
            Ok(sender) => Ok((sender, read(multipart).await?)),
            Err(fault) => {
                discard(multipart).await;
                Err(fault)
            }
        }
    }
}

/// Reads and throws away what comes, so that the sender gets to read the answer.
async fn discard(mut multipart: Multipart) {
    let mut total = 0;
    while let Some(Ok(mut field)) = multipart.next().await {
        while let Some(Ok(chunk)) = field.next().await {
            total += chunk.len();
            if total > PATIENCE {
                return;
            }
        }
    }
}

async fn read(mut multipart: Multipart) -> Result<Upload, Fault> {
    let wrong = |e: actix_multipart::MultipartError| Fault::BadRequest(e.to_string());
    let mut upload = Upload::default();
    let mut total = 0;
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(wrong)?;
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.content_disposition().and_then(|c| c.get_filename()).map(str::to_owned);
        let limit = if file_name.is_some() { FILE_LIMIT } else { form::LIMIT };
        let (mut bytes, mut too_large) = (Vec::new(), false);
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(wrong)?;
            total += chunk.len();
            if total > PATIENCE {
                return Err(Fault::TooLarge);
            }
            too_large |= bytes.len() + chunk.len() > limit;
            if !too_large {
                bytes.extend_from_slice(&chunk);
            }
        }
        if too_large && file_name.is_none() {
            return Err(Fault::TooLarge);
        }
        match file_name {
            Some(_) if too_large => upload.too_large = true,
            Some(file_name) if name == "file" && !(file_name.is_empty() && bytes.is_empty()) => {
                upload.file = Some(File { name: file_name, bytes });
            }
            Some(_) => {}
            None => {
                let value = String::from_utf8(bytes)
                    .map_err(|_| Fault::BadRequest("the form is not UTF-8".to_owned()))?;
                upload.values.0.push((name, value));
            }
        }
    }
    Ok(upload)
}
