//! The sound table in every reachable state, and the same for tables with one wrong row.

use rstest::rstest;
use stateright::{Checker as _, Model as _};
use watertight_service::migration::{Operation, Phase, Row, Schema, Write, plan};

use super::model::{Protocol, Table};

#[test]
fn the_protocol_holds_in_every_reachable_state() {
    let checker = Protocol::of(plan).checker().spawn_bfs().join();
    checker.assert_properties();
    let states = checker.unique_state_count();
    assert!(states > 1_000, "only {states} states were reached");
}

// The sound table but for one row, in which one column is another.
macro_rules! wrong {
    ($name:ident, $phase:ident $operation:ident, $column:ident: $value:expr) => {
        fn $name(phase: Phase, operation: Operation) -> Row {
            let mut row = plan(phase, operation);
            if (phase, operation) == (Phase::$phase, Operation::$operation) {
                row.$column = $value;
            }
            row
        }
    };
}

wrong!(dual_write_without_the_new, DualWrite Enqueue, writes: &[Write::RequestId, Write::Create(Schema::Old), Write::Index, Write::Queue]);
wrong!(read_new_without_the_old, ReadNew Enqueue, writes: &[Write::RequestId, Write::Create(Schema::New), Write::Index, Write::Queue]);
wrong!(dual_write_without_the_old, DualWrite Enqueue, writes: &[Write::RequestId, Write::Create(Schema::New), Write::Index, Write::Queue]);
wrong!(read_new_without_fallback, ReadNew Get, reads: &[Schema::New]);
wrong!(dual_write_reads_only_the_new, DualWrite List, reads: &[Schema::New]);
wrong!(legacy_updates_only_the_old, Legacy Update, writes: &[Write::Change(Schema::Old)]);
wrong!(new_only_updates_only_the_new, NewOnly Update, writes: &[Write::Change(Schema::New)]);
wrong!(no_index_entry, NewOnly Enqueue, writes: &[Write::RequestId, Write::Create(Schema::New), Write::Queue]);
wrong!(no_request_id, Legacy Enqueue, writes: &[Write::Create(Schema::Old), Write::Index, Write::Queue]);

fn no_adoption(phase: Phase, operation: Operation) -> Row {
    Row {
        adopts: false,
        ..plan(phase, operation)
    }
}

// Each row is wrong by itself; what is named is a property that it breaks.
#[rstest]
#[case(dual_write_without_the_old, "a job is never lost")]
#[case(read_new_without_fallback, "a job is never lost")]
#[case(dual_write_reads_only_the_new, "a job is never hidden from its list")]
#[case(no_adoption, "a job is never hidden from its list")]
#[case(no_index_entry, "a job is never hidden from its list")]
#[case(legacy_updates_only_the_old, "a job never goes back")]
#[case(new_only_updates_only_the_new, "a job never goes back")]
#[case(no_request_id, "a request makes one job")]
fn a_wrong_row_is_found(#[case] table: Table, #[case] property: &'static str) {
    let checker = Protocol::of(table).checker().spawn_bfs().join();
    assert!(
        checker.discovery(property).is_some(),
        "the wrong row went unnoticed by `{property}` in {} states",
        checker.unique_state_count()
    );
}

// A mirror that is missing loses nothing by itself: the copy that is written is one that both neighbours read, and the guards
// keep the phases out that would not. The suite's DW-01 catches it, since the phase promises both copies.
#[rstest]
#[case(dual_write_without_the_new)]
#[case(read_new_without_the_old)]
fn a_missing_mirror_loses_nothing(#[case] table: Table) {
    let checker = Protocol::of(table).checker().spawn_bfs().join();
    assert!(checker.discovery("a job is never lost").is_none());
    assert!(checker.discovery("a job is never hidden from its list").is_none());
}

#[rstest]
#[case(Protocol { checks_owner: false, ..Protocol::of(plan) }, "a job is never another workspace's")]
#[case(Protocol { creates_on_change: true, ..Protocol::of(plan) }, "a job that ended stays ended")]
#[case(Protocol { guards_phases: false, ..Protocol::of(plan) }, "a job is never lost")]
fn a_careless_store_is_found(#[case] careless: Protocol, #[case] property: &'static str) {
    let checker = careless.checker().spawn_bfs().join();
    assert!(checker.discovery(property).is_some(), "unnoticed by `{property}`");
}
