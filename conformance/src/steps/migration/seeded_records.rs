//! Phrases that put records into the target's Redis: jobs as older code left them, and what no sound code leaves. What
//! is then shown to whom belongs to the other steps. The invariant: a job that its owner should see is remembered as its
//! owner's; a record that nobody should see is remembered as a stray.

use cucumber::{Parameter, given, then, when};

use crate::steps::shared::parameters::{Name, Word, rows};
use crate::store::Schema;
use crate::world::{Step, Stored, World};

/// Where a job is kept.
#[derive(Debug, Clone, Parameter)]
#[param(
    name = "schemas",
    regex = "the old schema only|the new schema only|both schemas"
)]
pub(crate) struct Schemas(Vec<Schema>);

impl std::str::FromStr for Schemas {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "the old schema only" => Ok(Self(vec![Schema::Old])),
            "the new schema only" => Ok(Self(vec![Schema::New])),
            "both schemas" => Ok(Self(vec![Schema::Old, Schema::New])),
            other => Err(format!("`{other}` is no schema")),
        }
    }
}

#[given(expr = "{tenant} has {int} job(s) in {schemas}")]
async fn has_in(world: &mut World, name: Name, count: usize, schemas: Schemas) -> Step {
    world.has_jobs(&name.0, count, &schemas.0).await
}

#[given(expr = "{tenant} has {int} job(s) that nobody is to list, in {schemas}")]
#[when(expr = "{tenant} has {int} job(s) that nobody is to list, in {schemas}")]
async fn has_many(world: &mut World, name: Name, count: usize, schemas: Schemas) -> Step {
    let mut jobs = Vec::new();
    for _ in 0..count {
        jobs.push(world.stored_job(&name.0)?);
    }
    for schema in schemas.0 {
        world.plant(schema, &jobs).await?;
    }
    Ok(())
}

#[given(
    expr = "{tenant} and {tenant} have jobs of one id, the first in the new schema and the second in the old"
)]
async fn one_id(world: &mut World, one: Name, other: Name) -> Step {
    let first = world.stored_job(&one.0)?;
    let mut second = world.stored_job(&other.0)?;
    second.id.clone_from(&first.id);
    let field = world.planter()?.layout().job_id_field.clone();
    second.set(&field, first.id.clone());
    world.plant(Schema::New, std::slice::from_ref(&first)).await?;
    world.plant(Schema::Old, &[second]).await?;
    world.remember(&one.0, first.id.clone());
    world.remember(&other.0, first.id);
    Ok(())
}

#[given(expr = "{tenant} has a job whose new copy is {word} and whose old copy is {word}")]
async fn differing(world: &mut World, name: Name, new: Word, old: Word) -> Step {
    let mut job = world.stored_job(&name.0)?;
    for (schema, Word(status)) in [(Schema::New, new), (Schema::Old, old)] {
        job.set("status", status);
        world.plant(schema, std::slice::from_ref(&job)).await?;
    }
    world.remember(&name.0, job.id);
    Ok(())
}

#[given(expr = "{tenant} has a job in the old schema, and only a part of it in the new")]
async fn partial(world: &mut World, name: Name) -> Step {
    let mut job = world.stored_job(&name.0)?;
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    job.set("status", "completed");
    job.set("finished_at", "2026-01-01T00:00:00Z");
    job.keep(&["status", "finished_at"]);
    world.plant(Schema::New, std::slice::from_ref(&job)).await?;
    world.remember(&name.0, job.id);
    Ok(())
}

#[given(expr = "{tenant} has a job in the old schema, whose key in the new one is a {word}")]
async fn hidden_by(world: &mut World, name: Name, kind: Word) -> Step {
    let job = world.stored_job(&name.0)?;
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    world.plant_other(Schema::New, &job, &kind.0).await?;
    world.remember(&name.0, job.id);
    Ok(())
}

#[given(regex = r"^there is a record of ([a-z]+) that (.+)$")]
async fn stray(world: &mut World, name: Word, defect: Word) -> Step {
    let Word(name) = name;
    let mut job = world.stored_job(&name)?;
    let layout = world.planter()?.layout().clone();
    let (owner, id) = (layout.workspace_field.as_str(), layout.job_id_field.as_str());
    let workspace = job.workspace.clone();
    let other = world.tenant("globex").workspace;
    let schema = match defect.0.as_str() {
        "has a new key and says that it is globex's" => {
            job.set(owner, other);
            Schema::New
        }
        "has a new key and names no workspace" => {
            job.fields.retain(|(field, _)| field != owner);
            Schema::New
        }
        "has a new key and is only a part" => {
            job.keep(&["status", "enqueued_at"]);
            Schema::New
        }
        "has a new key and says another id" => {
            job.set(id, "another");
            Schema::New
        }
        "has an old key and names no workspace" => {
            job.fields.retain(|(field, _)| field != owner);
            Schema::Old
        }
        "has an old key and an empty workspace" => {
            job.set(owner, "");
            Schema::Old
        }
        "has an old key and its workspace in capitals" => {
            job.set(owner, workspace.to_uppercase());
            Schema::Old
        }
        "has an old key and a space behind its workspace" => {
            job.set(owner, format!("{workspace} "));
            Schema::Old
        }
        "has an old key and a status that is none" => {
            job.set("status", "vanished");
            Schema::Old
        }
        "is whole and has only an old key" => Schema::Old,
        "has an old key and says another id" => {
            job.set(id, "another");
            Schema::Old
        }
        other => {
            let kind = other.strip_prefix("has an old key of the type ");
            let kind = kind.or_else(|| other.strip_prefix("has a new key of the type "));
            let Some(kind) = kind else {
                return Err(world.inconclusive(format!("`{other}` is no defect that can be made")));
            };
            let schema = if other.starts_with("has an old") {
                Schema::Old
            } else {
                Schema::New
            };
            world.plant_other(schema, &job, kind).await?;
            world.set_stray(job.id);
            return Ok(());
        }
    };
    world.plant(schema, std::slice::from_ref(&job)).await?;
    world.set_stray(job.id);
    Ok(())
}

impl World {
    // A key of another type than a hash, in the place of this job.
    async fn plant_other(&mut self, schema: Schema, job: &Stored, kind: &str) -> Step {
        let key = self.key_of(schema, &job.workspace, &job.id)?;
        let (name, arguments): (&str, &[&str]) = match kind {
            "string" => ("SET", &["text"]),
            "list" => ("RPUSH", &["entry"]),
            "set" => ("SADD", &["member"]),
            "zset" => ("ZADD", &["1", "member"]),
            "stream" => ("XADD", &["*", "field", "text"]),
            other => return Err(self.inconclusive(format!("`{other}` is no type of Redis"))),
        };
        let mut command = redis::cmd(name);
        command.arg(&key).arg(arguments);
        let mut commands = vec![command];
        if schema == Schema::New {
            commands.extend(self.planter()?.index(&job.workspace, &job.id, job.micros));
        }
        self.add_planted(key);
        self.add_planted_job(job.id.clone());
        self.put(commands).await
    }
}

#[then(expr = "that record is shown to neither {tenant} nor {tenant}")]
async fn shown_to_nobody(world: &mut World, one: Name, other: Name) -> Step {
    let claim = "a record whose owner is not sure is shown to nobody";
    let id = world.stray()?;
    let target = world.target()?;
    for Name(name) in [one, other] {
        let answered = world.send_as(&name, target.api.get(&name, &id)).await?;
        if !target
            .api
            .accepts(crate::profile::Refusal::NotFound, answered.response.status)
        {
            let found = format!("{name} asks for it and is answered {}", answered.response.status);
            return Err(world.broken(claim, found, &[&answered]));
        }
        let (answered, listed) = world.listed(&name).await?;
        match listed {
            Some(listed) if !listed.contains(&id) => {}
            Some(_) => return Err(world.broken(claim, format!("{name} finds it in its list"), &[&answered])),
            None => {
                let found = format!("{name} is answered {} to its list", answered.response.status);
                return Err(world.broken("a damaged record spoils no list", found, &[&answered]));
            }
        }
        world.sees_all(&name).await?;
    }
    Ok(())
}

#[given(expr = "{tenant} has a job in {schemas} whose {word} is {word}")]
async fn damaged(world: &mut World, name: Name, schemas: Schemas, field: Word, damage: Word) -> Step {
    let mut job = world.stored_job(&name.0)?;
    let bytes: &[u8] = match damage.0.as_str() {
        "cut" => b"{\"half\": ",
        "binary" => b"\xff\xfe\x00\x80",
        "missing" => b"",
        "deep" => &[b'['; 100_000],
        "NaN" => b"{\"n\": NaN}",
        other => return Err(world.inconclusive(format!("`{other}` is no damage that can be done"))),
    };
    if damage.0 == "missing" {
        job.fields.retain(|(name, _)| *name != field.0);
    } else {
        job.set(&field.0, bytes);
    }
    for schema in schemas.0 {
        world.plant(schema, std::slice::from_ref(&job)).await?;
    }
    world.remember(&name.0, job.id);
    Ok(())
}

#[given(expr = "{tenant} has jobs in {schemas} with these times, the newest first:")]
async fn with_times(world: &mut World, name: Name, schemas: Schemas, step: &cucumber::gherkin::Step) -> Step {
    let mut jobs = Vec::new();
    for row in rows(step) {
        let mut job = world.stored_job(&name.0)?;
        job.set("enqueued_at", row[0].clone());
        job.micros = row[1].parse().unwrap_or(0);
        if row[0] == "(missing)" {
            job.fields.retain(|(name, _)| name != "enqueued_at");
        }
        jobs.push(job);
    }
    for schema in schemas.0 {
        world.plant(schema, &jobs).await?;
    }
    for job in jobs {
        world.remember(&name.0, job.id);
    }
    Ok(())
}

#[then(expr = "{tenant} lists them in that order, those without a time last")]
async fn in_order(world: &mut World, name: Name) -> Step {
    let expected = world.existing_jobs(&name.0)?;
    let (answered, listed) = world.listed(&name.0).await?;
    let listed = listed.unwrap_or_default();
    // Nothing orders those that have no time among themselves.
    let timed = expected.len().saturating_sub(2);
    if listed.len() != expected.len() || listed[..timed] != expected[..timed] {
        let claim = "a list is ordered by the moment of enqueueing, however it is written";
        let found = format!(
            "{} jobs of {}, or not in that order",
            listed.len(),
            expected.len()
        );
        return Err(world.broken(claim, found, &[&answered]));
    }
    Ok(())
}
