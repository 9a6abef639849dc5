//! A metrics page as figures: Prometheus text and OpenMetrics alike. What a figure should be belongs to the steps. The
//! invariant: a line that cannot be read is an error, so that a page is never half understood.

use std::collections::BTreeMap;

/// Series and their values, as the page spells them but with sorted labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures(pub BTreeMap<Series, f64>);

/// A metric and its labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

impl Series {
    /// A series as it is written, such as `a_total{b="c"}`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((name, rest)) = text.split_once('{') else {
            return Some(Self {
                name: text.to_owned(),
                labels: BTreeMap::new(),
            });
        };
        let mut labels = BTreeMap::new();
        let mut rest = rest.strip_suffix('}')?;
        while !rest.is_empty() {
            let (label, value) = rest.split_once("=\"")?;
            let end = value
                .char_indices()
                .find(|(at, c)| *c == '"' && !value[..*at].ends_with('\\'))?
                .0;
            labels.insert(label.trim_start_matches(',').to_owned(), value[..end].to_owned());
            rest = &value[end + 1..];
        }
        Some(Self {
            name: name.to_owned(),
            labels,
        })
    }
}

impl std::fmt::Display for Series {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let labels: Vec<String> = (self.labels.iter())
            .map(|(name, value)| format!("{name}=\"{value}\""))
            .collect();
        write!(f, "{}{{{}}}", self.name, labels.join(","))
    }
}

impl Figures {
    /// Reads a page.
    ///
    /// # Errors
    /// With the first line that is none of one.
    pub fn parse(page: &str) -> Result<Self, String> {
        let mut figures = BTreeMap::new();
        for line in page.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let end = line.rfind('}').map_or_else(|| line.find(' '), |at| Some(at + 1));
            let (series, value) = end.map(|end| line.split_at(end)).ok_or(line)?;
            let value = value.split_whitespace().next().and_then(|text| text.parse().ok());
            let series = Series::parse(series).ok_or(line)?;
            figures.insert(series, value.ok_or(line)?);
        }
        Ok(Self(figures))
    }

    /// How much a series has grown since; one that was not there was 0.
    #[must_use]
    pub fn grown(&self, since: &Self, series: &Series) -> f64 {
        let at = |figures: &Self| figures.0.get(series).copied().unwrap_or(0.0);
        at(self) - at(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_line_by_line() {
        let page = "# TYPE a counter\na_total{b=\"c\",a=\"x\\\"y, z\"} 3\nplain 1.5 1700000000\n# EOF\n";
        let figures = Figures::parse(page).unwrap();
        assert_eq!(figures.0.len(), 2);
        let series = Series::parse(r#"a_total{a="x\"y, z",b="c"}"#).unwrap();
        assert!((figures.grown(&Figures::default(), &series) - 3.0).abs() < 0.1);
        assert_eq!(Figures::parse("a{b=\"c\"} x").unwrap_err(), "a{b=\"c\"} x");
        assert!(Figures::parse("a{b=c} 1").is_err());
    }
}
