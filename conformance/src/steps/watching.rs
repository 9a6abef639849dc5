//! Phrases about the commands that reach the target's Redis while it answers. Only scenarios on a database of their own use
//! them. The invariant: nothing of the suite's own is among them, since it looks at no key meanwhile.

use cucumber::{then, when};

use crate::steps::common_words::Name;
use crate::target::Execute;
use crate::world::{Answered, Step, World};

/// Texts that would mean something in a pattern.
const ODD: [&str; 4] = [
    "*",
    "watertight-odd*",
    "watertight-odd[a-z]?",
    "watertight-odd\\*",
];

impl World {
    // What is said of commands is shown by the last answer that they led to.
    fn command_seen(&mut self) -> Step<(Vec<String>, Answered)> {
        if self.commands.is_empty() {
            return Err(self.inconclusive("no command reached the target's Redis"));
        }
        Ok((self.commands.clone(), self.last_answer()?))
    }
}

#[when(
    expr = "{tenant} and {tenant} use every operation, with odd names too, while the commands are watched"
)]
async fn all_watched(world: &mut World, one: Name, other: Name) -> Step {
    let target = world.target()?;
    let planter = world.planter()?;
    let work = async {
        for Name(name) in [&one, &other] {
            world.send_as(name, target.api.list(name, &[])).await?;
            for odd in ODD {
                world.send_as(name, target.api.get(name, odd)).await?;
            }
            let execute = Execute::of(&world.tenant(name));
            let answered = world.send_as(name, target.api.execute(name, &execute)).await?;
            if let Some(id) = target.api.executed_id(&answered.response) {
                world.send_as(name, target.api.get(name, &id)).await?;
            }
        }
        Ok(())
    };
    let watched = planter.watched(work).await;
    let (done, commands) = watched.map_err(|why| world.unstored(&why))?;
    world.commands = commands;
    done
}

#[when(expr = "{tenant} gets a job of {tenant} while the commands are watched")]
async fn get_watched(world: &mut World, name: Name, owner: Name) -> Step {
    let target = world.target()?;
    let planter = world.planter()?;
    let id = world.existing_job(&owner.0)?;
    let work = world.send_as(&name.0, target.api.get(&name.0, &id));
    let watched = planter.watched(work).await;
    let (done, commands) = watched.map_err(|why| world.unstored(&why))?;
    world.commands = commands;
    done.map(|_| ())
}

#[then("none of them walks all keys at once, and no pattern holds a text of a request")]
async fn no_walk(world: &mut World) -> Step {
    let (commands, last) = world.command_seen()?;
    let texts: Vec<String> = world
        .tenants()
        .map(|tenant| tenant.workspace.clone())
        .chain(world.all_jobs())
        .chain(["watertight-odd".to_owned()])
        .collect();
    for line in commands {
        let command = line.split('"').nth(1).unwrap_or_default().to_lowercase();
        let walks = matches!(command.as_str(), "keys" | "flushdb" | "flushall" | "randomkey");
        let pattern = command == "scan" && texts.iter().any(|text| line.contains(text.as_str()));
        let found = if walks {
            format!("`{command}` holds up everybody for as long as there are keys")
        } else if pattern {
            "a scan has a text of a request in its pattern".to_owned()
        } else {
            continue;
        };
        let claim = "a request costs what it asks for, and its texts are names, not patterns";
        return Err(world.broken(claim, found, &[&last]));
    }
    Ok(())
}

#[then(expr = "none of them names the workspace of {tenant}")]
async fn unnamed(world: &mut World, owner: Name) -> Step {
    let (commands, last) = world.command_seen()?;
    let workspace = world.tenant(&owner.0).workspace;
    if commands.iter().any(|line| line.contains(&workspace)) {
        let claim = "a request reads keys of its own workspace alone";
        return Err(world.broken(claim, "a key of the other workspace was read", &[&last]));
    }
    Ok(())
}
