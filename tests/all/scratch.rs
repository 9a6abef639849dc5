#[test]
fn scratch_redis() {
    let r = watertight_tests::redis_server::Redis::shared();
    println!("{r:?} {:?}", r.commands());
}
#[test]
fn scratch_local() {
    let r = watertight_tests::redis_server::Redis::local();
    println!("{r:?} {:?}", r.commands());
}
