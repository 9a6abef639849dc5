//! A job as it lies in the target's Redis. Putting it there belongs to `seeding`.

/// A stored job, to be spoilt or put in place.
#[derive(Clone)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// The id of the workspace that its key names, or whose index lists it.
    pub workspace: String,
    /// Its place in time, in microseconds since 1970.
    pub micros: i64,
    /// The fields of its hash.
    pub fields: Vec<(String, Vec<u8>)>,
}

impl Stored {
    /// Puts a text in a field.
    pub fn set(&mut self, field: &str, text: impl Into<Vec<u8>>) {
        let text = text.into();
        match self.fields.iter_mut().find(|(name, _)| name == field) {
            Some((_, value)) => *value = text,
            None => self.fields.push((field.to_owned(), text)),
        }
    }

    /// Leaves only these fields.
    pub fn keep(&mut self, fields: &[&str]) {
        self.fields.retain(|(name, _)| fields.contains(&name.as_str()));
    }
}
