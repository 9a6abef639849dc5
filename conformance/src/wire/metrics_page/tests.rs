use rstest::rstest;

use super::*;

fn value(figures: &Figures, series: &str) -> Option<f64> {
    figures.0.get(&Series::parse(series).unwrap()).copied()
}

// As the crate `prometheus-client` writes a page.
const OPEN: &str = r#"# HELP http_request_duration_seconds Time from a request's head to its answer's head.
# TYPE http_request_duration_seconds histogram
# UNIT http_request_duration_seconds seconds
http_request_duration_seconds_sum{method="GET",status="2xx"} 0.000154
http_request_duration_seconds_count{method="GET",status="2xx"} 2
http_request_duration_seconds_bucket{le="0.001",method="GET",status="2xx"} 1
http_request_duration_seconds_bucket{le="+Inf",method="GET",status="2xx"} 2 # {trace_id="3a2f90c9f80b894f"} 0.5 123.4
# HELP job_reads Reads of one job by the copy that answered.
# TYPE job_reads counter
job_reads_total{path="new"} 17.0 # {trace_id="x",span_id="y"} 1.0
job_reads_total{path="old"} 0 1520879607.789 # {} 0.67 1520879607.789
# TYPE build info
build_info{version="1.0"} 1
# EOF
"#;

// As Python's `prometheus_client` writes one for a scraper that asks for text.
const TEXT: &str = "# HELP python_info Python platform information\n\
    # TYPE python_info gauge\n\
    python_info{implementation=\"CPython\",major=\"3\"} 1.0\n\
    # HELP job_reads_total Reads of one job; C:\\\\DIR\\nand more\n\
    # TYPE job_reads_total counter\n\
    job_reads_total{path=\"new\"} 17.0\n\
    # HELP job_reads_created Reads of one job\n\
    # TYPE job_reads_created gauge\n\
    job_reads_created{path=\"new\"} 1.7006448713912935e+09\n\
    # TYPE rpc summary\n\
    rpc{quantile=\"0.5\"} NaN\n\
    rpc_sum 1.7560473e+07\n\
    rpc_count 2693\n\
    # TYPE strange untyped\n\
    strange{a=\"C:\\\\DIR\",b=\"say \\\"hi\\\"\",c=\"x\\ny}, z\",} +Inf -3982045\n\
    \n\
    #a comment, as free as can be\n\
    # EOF is not said here\n\
    \tminus { } \t-Inf\t\n";

#[test]
fn a_page_of_openmetrics_is_read() {
    let figures = Figures::parse(OPEN).unwrap();
    assert_eq!(figures.0.len(), 7);
    for (series, expected) in [
        (r#"job_reads_total{path="new"}"#, 17.0),
        (r#"job_reads_total{path="old"}"#, 0.0),
        (
            r#"http_request_duration_seconds_bucket{method="GET",status="2xx",le="+Inf"}"#,
            2.0,
        ),
        (r#"build_info{version="1.0"}"#, 1.0),
    ] {
        assert_eq!(value(&figures, series), Some(expected), "{series}");
    }
    assert_eq!(Figures::parse(OPEN.trim_end()).unwrap(), figures);
}

#[test]
fn a_page_of_prometheus_text_is_read() {
    let figures = Figures::parse(TEXT).unwrap();
    assert_eq!(figures.0.len(), 8);
    assert_eq!(value(&figures, r#"job_reads_total{path="new"}"#), Some(17.0));
    assert!(value(&figures, r#"rpc{quantile="0.5"}"#).unwrap().is_nan());
    assert_eq!(value(&figures, "minus"), Some(f64::NEG_INFINITY));
    let strange = figures.0.keys().find(|series| series.name == "strange").unwrap();
    let labels: Vec<&str> = strange.labels.values().map(String::as_str).collect();
    assert_eq!(labels, ["C:\\DIR", "say \"hi\"", "x\ny}, z"]);
    assert_eq!(Series::parse(&strange.to_string()).as_ref(), Some(strange));
    assert_eq!(Figures::parse("").unwrap(), Figures::default());
}

#[test]
fn an_exemplar_is_no_label_of_its_series() {
    let figures = Figures::parse(OPEN).unwrap();
    assert!(
        figures
            .0
            .keys()
            .all(|series| !series.labels.contains_key("trace_id"))
    );
    let line = r#"a_total{b="c"} 1 # {trace_id="x"} 0.5 123.4"#;
    let Ok(Line::Sample(sample)) = Line::read(line, Format::OpenMetrics) else {
        panic!("no sample");
    };
    let labels = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    assert_eq!(
        (sample.labels, sample.exemplar),
        (labels("b", "c"), Some(labels("trace_id", "x")))
    );
}

#[test]
fn a_series_grows_from_nothing() {
    let figures = Figures::parse(TEXT).unwrap();
    let series = Series::parse(r#"job_reads_total{path="new"}"#).unwrap();
    assert!((figures.grown(&Figures::default(), &series) - 17.0).abs() < 0.1);
    assert_eq!(Series::parse("a{b=\"c\"} 1"), None);
}

#[rstest]
#[case::cut("a 1\nb 12", 2, LineError::Cut)]
#[case::cut_comment("a 1\n# EO", 2, LineError::Cut)]
#[case::carriage_return("a 1\r\n", 1, LineError::Value)]
#[case::html("<html>\n", 1, LineError::Name)]
#[case::digit("1a 1\n", 1, LineError::Name)]
#[case::dash("a-b 1\n", 1, LineError::Gap)]
#[case::no_value("a\n", 1, LineError::Gap)]
#[case::no_value_after_labels("a{b=\"hush\"}\n", 1, LineError::Gap)]
#[case::word("a{b=\"hush\"} hush\n", 1, LineError::Value)]
#[case::hex("a 0x1p4\n", 1, LineError::Value)]
#[case::underscore("a 1_000\n", 1, LineError::Value)]
#[case::comma("a 1,5\n", 1, LineError::Value)]
#[case::signed_nan("a +NaN\n", 1, LineError::Value)]
#[case::too_large("a 1e999\n", 1, LineError::Value)]
#[case::time_with_point("a 1 1.5\n", 1, LineError::Time)]
#[case::three_numbers("a 1 2 3\n", 1, LineError::Rest)]
#[case::label_without_quotes("a{b=hush} 1\n", 1, LineError::LabelValue)]
#[case::label_in_single_quotes("a{b='hush'} 1\n", 1, LineError::LabelValue)]
#[case::label_without_value("a{b} 1\n", 1, LineError::LabelValue)]
#[case::label_with_colon("a{b:c=\"hush\"} 1\n", 1, LineError::LabelValue)]
#[case::label_of_a_digit("a{1b=\"hush\"} 1\n", 1, LineError::LabelName)]
#[case::quoted_name("{\"a.b\"} 1\n", 1, LineError::Name)]
#[case::comma_alone("a{,} 1\n", 1, LineError::LabelName)]
#[case::no_comma("a{b=\"hush\" c=\"d\"} 1\n", 1, LineError::LabelsEnd)]
#[case::no_brace("a{b=\"hush\" 1\n", 1, LineError::LabelsEnd)]
#[case::no_quote("a{b=\"hush} 1\n", 1, LineError::Unclosed)]
#[case::quote_inside("a{b=\"hu\"sh\"} 1\n", 1, LineError::LabelsEnd)]
#[case::unknown_escape("a{b=\"\\hush\"} 1\n", 1, LineError::Escape)]
#[case::escape_at_the_end("a{b=\"hush\\\n", 1, LineError::Unclosed)]
#[case::label_twice("a{b=\"hush\",b=\"d\"} 1\n", 1, LineError::LabelTwice)]
#[case::series_twice(
    "a{b=\"hush\",c=\"d\"} 1\na{c=\"d\",b=\"hush\"} 1\n",
    2,
    LineError::SeriesTwice
)]
#[case::type_unknown("# TYPE a hush\n", 1, LineError::Kind)]
#[case::type_of_the_other_format("# TYPE a unknown\n", 1, LineError::Kind)]
#[case::type_of_nothing("# TYPE a\n", 1, LineError::Gap)]
#[case::type_and_more("# TYPE a gauge hush\n", 1, LineError::Rest)]
#[case::type_twice("# TYPE a gauge\n\n# TYPE a gauge\n", 3, LineError::Twice)]
#[case::type_late("a_total 1\n# TYPE a counter\n", 2, LineError::Late)]
#[case::help_twice("# HELP a x\n# HELP a y\n", 2, LineError::Twice)]
#[case::help_of_nobody("# HELP \n", 1, LineError::Name)]
#[case::help_with_unknown_escape("# HELP a \\hush\n", 1, LineError::Escape)]
#[case::unit_without_an_end("# UNIT a_seconds seconds\n", 1, LineError::NoEnd)]
#[case::exemplar_without_an_end("a_total 1 # {b=\"hush\"} 1\n", 1, LineError::NoEnd)]
#[case::counter_of_nan("# TYPE a counter\na_total NaN\n", 2, LineError::NotCounted)]
#[case::bucket_of_nan("# TYPE a histogram\na_bucket{le=\"1\"} NaN\n", 2, LineError::NotCounted)]
#[case::after_the_end("# EOF\na 1\n# EOF\n", 2, LineError::AfterEnd)]
#[case::empty_line("a 1\n\n# EOF\n", 2, LineError::Empty)]
#[case::free_comment("# hush\n# EOF\n", 1, LineError::Comment)]
#[case::comment_without_space("#TYPE a gauge\n# EOF\n", 1, LineError::Comment)]
#[case::two_spaces("a  1\n# EOF\n", 1, LineError::Value)]
#[case::space_at_the_end("a 1 \n# EOF\n", 1, LineError::Time)]
#[case::space_at_the_start(" a 1\n# EOF\n", 1, LineError::Name)]
#[case::last_comma("a{b=\"hush\",} 1\n# EOF\n", 1, LineError::LabelName)]
#[case::space_in_labels("a{b=\"hush\", c=\"d\"} 1\n# EOF\n", 1, LineError::LabelName)]
#[case::unit_of_another("# UNIT a_seconds bytes\n# EOF\n", 1, LineError::Unit)]
#[case::time_of_nothing("a 1 NaN\n# EOF\n", 1, LineError::Time)]
#[case::exemplar_of_a_gauge("a 1 # {b=\"hush\"} 1\n# EOF\n", 1, LineError::ExemplarPlace)]
#[case::exemplar_without_labels("a_total 1 # 1\n# EOF\n", 1, LineError::Exemplar)]
#[case::exemplar_without_value("a_total 1 # {b=\"hush\"}\n# EOF\n", 1, LineError::Exemplar)]
#[case::exemplar_and_more("a_total 1 # {b=\"hush\"} 1 2 3\n# EOF\n", 1, LineError::Rest)]
#[case::exemplar_with_a_bad_time("a_total 1 # {b=\"hush\"} 1 hush\n# EOF\n", 1, LineError::Time)]
#[case::untyped("# TYPE a untyped\n# EOF\n", 1, LineError::Kind)]
fn what_is_none_of_its_format_is_refused_without_being_quoted(
    #[case] page: &str,
    #[case] line: usize,
    #[case] wrong: LineError,
) {
    let error = Figures::parse(page).unwrap_err();
    assert_eq!(error, PageError { line, wrong });
    let said = error.to_string();
    assert!(
        said.starts_with(&format!("line {line}: ")) && !said.contains("hush"),
        "{said}"
    );
}

#[test]
fn an_exemplar_has_room_for_128_characters() {
    let page = |length: usize| format!("a_total 1 # {{b=\"{}\"}} 1\n# EOF\n", "ż".repeat(length));
    assert!(Figures::parse(&page(127)).is_ok());
    assert_eq!(
        Figures::parse(&page(128)).unwrap_err().wrong,
        LineError::ExemplarLength
    );
}
