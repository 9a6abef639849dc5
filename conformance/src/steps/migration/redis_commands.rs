//! Phrases about the commands that reach the target's Redis while it answers. Only scenarios on a database of their own use
//! them. The invariant: nothing of the suite's own is among them, since it looks at no key meanwhile.

use cucumber::{then, when};

use crate::profile::Execute;
use crate::steps::shared::monitor_lines::{command_of, holds_everybody_up};
use crate::steps::shared::parameters::Name;
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
        Ok((self.commands()?, self.last_answer()?))
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
    world.set_commands(commands);
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
    world.set_commands(commands);
    done.map(|_| ())
}

#[then("none of them walks all keys at once, and no pattern holds a text of a request")]
async fn no_walk(world: &mut World) -> Step {
    let (commands, last) = world.command_seen()?;
    let texts: Vec<String> = world
        .participants()?
        .into_iter()
        .map(|tenant| tenant.workspace)
        .chain(world.all_jobs())
        .chain(["watertight-odd".to_owned()])
        .collect();
    for line in commands {
        let command = command_of(&line);
        let walks = holds_everybody_up(&command);
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

impl World {
    async fn commands_of_a_list(&mut self, name: &str) -> Step<(usize, Answered)> {
        let target = self.target()?;
        let planter = self.planter()?;
        // What is done once only, such as loading a script, has been done by the first.
        self.send_as(name, target.api.list(name, &[])).await?;
        let watched = planter
            .watched(self.send_as(name, target.api.list(name, &[])))
            .await;
        let (answered, commands) = watched.map_err(|why| self.unstored(&why))?;
        Ok((commands.len(), answered?))
    }
}

#[when(expr = "{tenant} lists its jobs while the commands are counted")]
async fn list_counted(world: &mut World, name: Name) -> Step {
    let (count, _) = world.commands_of_a_list(&name.0).await?;
    if count == 0 {
        return Err(world.inconclusive("a list led to no command"));
    }
    world.set_list_commands(count);
    Ok(())
}

#[then(expr = "a list of {tenant} leads to no more commands than before")]
async fn list_not_dearer(world: &mut World, name: Name) -> Step {
    let before = world.list_commands()?;
    let (now, answered) = world.commands_of_a_list(&name.0).await?;
    if now > before {
        let claim = "what a list costs does not depend on what another workspace has";
        return Err(world.broken(
            claim,
            format!("{before} commands before, {now} now"),
            &[&answered],
        ));
    }
    Ok(())
}
