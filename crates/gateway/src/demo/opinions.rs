//! Opinions that came on paper and at a counter.

use folkmoot_discussion::opinions::{self, Entered, Typed, originals};
use folkmoot_foundation::{db, period};

use super::Error;
use super::acts::Scene;

/// A scan: one white dot is enough to look at.
const SCAN: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9BU\0\0\0\nIDATx\x9Cc\xF8\x0F\0\x01\x01\x01\0\xB1\x38\xF6\x14\0\0\0\0IEND\xAEB`\x82";

impl Scene<'_> {
    /// Enters the opinions of the sample as a clerk would; those with a scan wait for a reviewer.
    ///
    /// # Errors
    /// The refusal of the crate in charge.
    pub(super) async fn enter_opinions(&self) -> Result<(), Error> {
        let by = (self.cast.person("clerk")?, "clerk");
        let day = period::day_of(self.now).to_string();
        for (opinion, number) in self.sample.opinions.iter().zip(1..) {
            let number = format!("{number:03}");
            let typed = Typed {
                channel: &opinion.channel,
                stance: &opinion.stance,
                body: &opinion.text,
                name: &opinion.name,
                mark: "",
                number: &number,
                place: &opinion.place,
                day: &day,
            };
            let tx = self.app.db.begin().await?;
            let (Entered::New(voice) | Entered::Already(voice)) =
                opinions::enter(&tx, self.id, &typed, &|_| None, by, self.now).await?;
            if opinion.scan {
                originals::add(&tx, voice, ("scan.png", SCAN.to_vec()), by, self.now).await?;
            }
            db::commit(tx).await?;
        }
        Ok(())
    }
}
