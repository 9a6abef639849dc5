//! A small proof, for the tests of everything that shows one.

use super::{Catalogued, Matrix, Twin};
use crate::profile::Profile;
use crate::run::examples::{run, scenarios};
use crate::run::{Outcome, Status};

/// A fault of this id.
pub(crate) fn fault(id: &str) -> Catalogued {
    Catalogued {
        id: id.to_owned(),
        summary: "lists whatever workspace is asked for".to_owned(),
        source: "the plan, task 1.2".to_owned(),
        requirements: vec!["LST-03".to_owned()],
    }
}

/// One twin killed, one not, one that did not start; three scenarios idle.
pub(crate) fn matrix() -> Matrix {
    let profile = Profile::reference().expect("the reference has a profile");
    let faults = [
        fault("lists-any"),
        fault("sound-after-all"),
        fault("never-starts"),
    ];
    let leaky = run([
        Status::Held,
        Status::Broken,
        Status::Broken,
        Status::Held,
        Status::Held,
    ]);
    let sound = run([Status::Held; 5]);
    let mut matrix = Matrix::planned(&profile, "00ff", &scenarios(), &faults);
    matrix.subject.redis = "given".to_owned();
    matrix.reference = Some(Outcome::Held);
    matrix.twins = vec![
        Twin::judged(&faults[0], Ok(&leaky), &scenarios()),
        Twin::judged(&faults[1], Ok(&sound), &scenarios()),
        Twin::judged(&faults[2], Err("it did not start".to_owned()), &scenarios()),
    ];
    for twin in &mut matrix.twins {
        twin.answer_for(&profile, &scenarios());
    }
    matrix.find_idle(&profile, &scenarios());
    matrix.conclude(None);
    matrix
}
