//! Phrases about what a backfill finds in the store, before it runs. Running it belongs to `runs`, what it
//! left to `results`. The invariant: what is put in place is what older code, an operator or a damage could have left.

use cucumber::{given, when};
use redis::Cmd;

use crate::profile::Asked;
use crate::steps::shared::parameters::{Name, Word, rows};
use crate::store::Schema;
use crate::world::{Step, World};

/// Fewer hexadecimal digits name no server.
const SHORTEST_NAME: usize = 8;

pub(crate) fn command(name: &str, key: &str, arguments: &[&[u8]]) -> Cmd {
    let mut command = redis::cmd(name);
    command.arg(key);
    for argument in arguments {
        command.arg(*argument);
    }
    command
}

impl World {
    pub(crate) async fn old_key_of(&mut self, name: &str, id: &str) -> Step<String> {
        let workspace = self.tenant(name).workspace;
        self.key_of(Schema::Old, &workspace, id)
    }

    pub(crate) async fn new_key_of(&mut self, name: &str, id: &str) -> Step<String> {
        let workspace = self.tenant(name).workspace;
        self.key_of(Schema::New, &workspace, id)
    }

    async fn ends(&mut self, name: &str, id: &str, seconds: &str) -> Step {
        let key = self.old_key_of(name, id).await?;
        self.put(vec![command("EXPIRE", &key, &[seconds.as_bytes()])])
            .await
    }
}

#[given(
    expr = "{tenant} has a job in the old schema with bytes that are no text, in names and values of fields"
)]
async fn bytes(world: &mut World, name: Name) -> Step {
    let mut job = world.stored_job(&name.0)?;
    job.set("params", b"{\"raw\": \"\xff\xfe\x00\"}".to_vec());
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    let key = world.old_key_of(&name.0, &job.id).await?;
    world.remember(&name.0, job.id);
    world
        .put(vec![command("HSET", &key, &[b"\xc3\x28name", b"\x80\x00\xff"])])
        .await
}

#[given(expr = "the jobs of {tenant} end after these seconds, in turn:")]
async fn ending(world: &mut World, name: Name, step: &cucumber::gherkin::Step) -> Step {
    for (id, row) in world.jobs_of(&name.0).into_iter().zip(rows(step)) {
        if row[0] != "never" {
            world.ends(&name.0, &id, &row[0]).await?;
        }
    }
    Ok(())
}

#[given(expr = "the old copies of {tenant}'s jobs end after {int} seconds")]
async fn all_ending(world: &mut World, name: Name, seconds: u64) -> Step {
    for id in world.jobs_of(&name.0) {
        world.ends(&name.0, &id, &seconds.to_string()).await?;
    }
    Ok(())
}

#[given(expr = "{tenant} has jobs in the old schema with these ids:")]
async fn ids(world: &mut World, name: Name, step: &cucumber::gherkin::Step) -> Step {
    let field = world.planter()?.layout().job_id_field.clone();
    for row in rows(step) {
        let mut job = world.stored_job(&name.0)?;
        job.id.clone_from(&row[0]);
        job.set(&field, row[0].clone());
        world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
        world.remember(&name.0, job.id);
    }
    Ok(())
}

#[given(expr = "{tenant} has a job in the old schema with {int} fields more")]
async fn wide(world: &mut World, name: Name, count: usize) -> Step {
    let mut job = world.stored_job(&name.0)?;
    let more = (0..count).map(|number| (format!("extra-{number}"), b"x".repeat(40)));
    job.fields.extend(more);
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    world.remember(&name.0, job.id);
    Ok(())
}

#[given(regex = r"^there is a record in the old schema whose workspace is (.+)$")]
async fn misfit(world: &mut World, workspace: Word) -> Step {
    let mut job = world.stored_job("acme")?;
    let field = world.planter()?.layout().workspace_field.clone();
    let acme = job.workspace.clone();
    let value = match workspace.0.as_str() {
        "missing" => None,
        "empty" => Some(Vec::new()),
        "acme's in capitals" => Some(acme.to_uppercase().into_bytes()),
        "acme's with a space" => Some(format!("{acme} ").into_bytes()),
        "acme's with a line feed" => Some(format!("{acme}\n").into_bytes()),
        "acme's with a colon" => Some(format!("{acme}:x").into_bytes()),
        "longer than allowed" => Some(b"w".repeat(33)),
        "no text" => Some(b"\xff\xfe".to_vec()),
        other => return Err(world.inconclusive(format!("`{other}` is no workspace that can be written"))),
    };
    match value {
        Some(value) => job.set(&field, value),
        None => job.fields.retain(|(name, _)| *name != field),
    }
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    world.set_stray(job.id);
    Ok(())
}

#[given(expr = "there is a hash under the old prefix that is no job of {tenant}'s")]
async fn no_job(world: &mut World, name: Name) -> Step {
    let mut job = world.stored_job(&name.0)?;
    let field = world.planter()?.layout().workspace_field.clone();
    job.id = format!("stats:{:08x}", rand::random::<u32>());
    job.keep(&[&field]);
    job.set("counter", "17");
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    world.set_stray(job.id);
    Ok(())
}

#[given(regex = r"^a new copy of ([a-z]+)'s is (.+)$")]
#[when(regex = r"^a new copy of ([a-z]+)'s is (.+)$")]
async fn made_to_differ(world: &mut World, name: Word, how: Word) -> Step {
    let last = world.jobs_of(&name.0).pop();
    let Some(id) = last else {
        return Err(world.inconclusive(format!("{} has no job", name.0)));
    };
    let (old, new) = (
        world.old_key_of(&name.0, &id).await?,
        world.new_key_of(&name.0, &id).await?,
    );
    let commands = match how.0.as_str() {
        "missing" => vec![command("DEL", &new, &[])],
        "without one of its fields" => vec![command("HDEL", &new, &[b"action_name"])],
        "of other content" => vec![command("HSET", &new, &[b"params", b"{\"other\": 1}"])],
        "without the old one's end" => vec![command("EXPIRE", &old, &[b"3600"])],
        "a string" => vec![command("DEL", &new, &[]), command("SET", &new, &[b"text"])],
        other => return Err(world.inconclusive(format!("`{other}` is no difference that can be made"))),
    };
    world.set_made_to_differ(id);
    world.put(commands).await
}

#[given(regex = r"^the place that the backfill keeps is (.+)$")]
async fn odd_place(world: &mut World, text: Word) -> Step {
    let Some(key) = world.place_key()? else {
        return Err(world.inconclusive("the profile does not say where the backfill keeps its place"));
    };
    let written: &[u8] = match text.0.as_str() {
        "no number" => b"neither here nor there",
        "a number" => b"123456789",
        "a negative number" => b"-7",
        "of another type" => return world.put(vec![command("RPUSH", &key, &[b"1"])]).await,
        "of another server" => return world.place_of_another(&key).await,
        other => return Err(world.inconclusive(format!("`{other}` is no place that can be written"))),
    };
    world.put(vec![command("SET", &key, &[written])]).await
}

impl World {
    // A place that a run really kept, as it would be on a server that took over without what was copied.
    async fn place_of_another(&mut self, key: &str) -> Step {
        let asked = Asked {
            batch: Some(10),
            ..Asked::default()
        };
        self.interrupted_in_the_middle(&asked).await?;
        self.forget_runs();
        let planter = self.planter()?;
        let mut dump = redis::cmd("TYPE");
        dump.arg(key);
        let kind: String = planter.ask(&dump).await.map_err(|why| self.unstored(&why))?;
        let mut commands = Vec::new();
        match kind.as_str() {
            "string" => {
                let mut get = redis::cmd("GET");
                get.arg(key);
                let text: Vec<u8> = planter.ask(&get).await.map_err(|why| self.unstored(&why))?;
                commands.push(command("SET", key, &[&of_another(&text)]));
            }
            "hash" => {
                let mut get = redis::cmd("HGETALL");
                get.arg(key);
                let fields: Vec<(Vec<u8>, Vec<u8>)> =
                    planter.ask(&get).await.map_err(|why| self.unstored(&why))?;
                for (field, value) in fields {
                    commands.push(command("HSET", key, &[&field, &of_another(&value)]));
                }
            }
            other => return Err(self.inconclusive(format!("the place that was kept is of the type {other}"))),
        }
        let layout = planter.layout().clone();
        let now = self.all_stored().await?;
        let copies = now
            .keys()
            .filter(|key| layout.named_by(key).is_some() || layout.is_index(key));
        commands.extend(copies.map(|key| command("DEL", key, &[])));
        self.put(commands).await
    }
}

// A server says who it is by hexadecimal digits, forty of them if they are its own. A place itself has no letters.
fn of_another(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let parts = text.split_inclusive(|letter: char| !letter.is_ascii_hexdigit());
    let other = |part: &str| {
        let digits = part.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit());
        let letters = digits.bytes().any(|letter| letter.is_ascii_alphabetic());
        if letters && digits.len() >= SHORTEST_NAME {
            part.replace(digits, &"f".repeat(digits.len()))
        } else {
            part.to_owned()
        }
    };
    parts.map(other).collect::<String>().into_bytes()
}
