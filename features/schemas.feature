@L2 @cap:phases
Feature: Where a job is kept decides nothing about who may see it

  While keys move, a job may be in the old schema, whose keys do not know their owner, in the new one, or in both. The service
  runs in one of four phases: legacy reads the old, dual-write the old and then the new, read-new the new and then the old,
  new-only the new. Records are put into the service's Redis as older code left them. $JOB stands for the id of the job in question.

  Rule: The owner sees its job wherever it is

    @GET-06 @RR-02 @RR-13 @MUST
    Scenario Outline: A job that is in <schemas>, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs in <schemas>
      And globex has 1 job in <schemas>
      Then acme lists exactly its own jobs and gets each of them
      And globex lists exactly its own jobs and gets each of them

      Examples:
        | phase      | schemas             |
        | legacy     | the old schema only |
        | dual-write | the old schema only |
        | dual-write | the new schema only |
        | dual-write | both schemas        |
        | read-new   | the old schema only |
        | read-new   | the new schema only |
        | read-new   | both schemas        |
        | new-only   | the new schema only |
        | new-only   | both schemas        |

  Rule: Nobody else sees it, wherever it is

    @GET-04 @GET-05 @RR-03 @RR-06 @MUST @CWE-639 @API1
    Scenario Outline: Another workspace's job in <schemas>, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs in <schemas>
      And globex has 1 job in <schemas>
      When globex gets these, $JOB being a job of acme:
        | path |
        | $JOB |
      Then each request is refused as not found
      And globex lists exactly its own jobs and gets each of them

      Examples:
        | phase      | schemas             |
        | legacy     | the old schema only |
        | dual-write | the old schema only |
        | dual-write | the new schema only |
        | read-new   | the old schema only |
        | read-new   | the new schema only |
        | new-only   | the new schema only |

    @GET-10 @MUST @CWE-639
    Scenario Outline: One id in two workspaces, in the phase <phase>
      Given the service is in the phase <phase>
      And acme and globex have jobs of one id, the first in the new schema and the second in the old
      Then acme lists exactly its own jobs and gets each of them
      And globex lists exactly its own jobs and gets each of them

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

  Rule: Of two copies that differ, the phase says which one counts, and every answer agrees

    @RR-01 @RR-16 @MUST
    Scenario Outline: A job whose copies differ, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has a job whose new copy is completed and whose old copy is pending
      And acme has a job whose new copy is completed and whose old copy is pending
      Then each job of acme is shown as <status>, in its list and by its id

      Examples:
        | phase      | status    |
        | legacy     | pending   |
        | dual-write | pending   |
        | read-new   | completed |
        | new-only   | completed |

    @GET-11 @MUST
    Scenario Outline: A whole old copy and a part of a new one, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has a job in the old schema, and only a part of it in the new
      And globex has 1 job in both schemas
      Then acme lists exactly its own jobs and gets each of them
      And each job of acme is shown as pending, in its list and by its id

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

    @RR-08 @SHOULD @CWE-755
    Scenario Outline: A whole old copy, and a <type> under its new key
      Given the service is in the phase read-new
      And acme has a job in the old schema, whose key in the new one is a <type>
      Then acme lists exactly its own jobs and gets each of them

      Examples:
        | type   |
        | string |
        | list   |
        | zset   |

  Rule: A list is the union of both schemas: each job once, in the order of time

    @RR-10 @PAG-03 @MUST @cap:cursor
    Scenario Outline: Walking a list of jobs that are in either schema or both, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 3 jobs in the old schema only
      And acme has 3 jobs in the new schema only
      And acme has 3 jobs in both schemas
      And acme has 2 jobs and globex has 1 job
      When acme walks its list with these limits:
        | limit |
        | 1     |
        | 4     |
        | 100   |
      Then each walk shows each of acme's jobs once and no other

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

    @RR-11 @MUST
    Scenario Outline: A job that was enqueued in the phase <phase> is listed once
      Given the service is in the phase <phase>
      And acme has 3 jobs and globex has 1 job
      Then acme lists exactly its own 3 jobs

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

    @LST-25 @MUST @CWE-639
    Scenario Outline: Many newer jobs of another workspace, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 3 jobs in the old schema only
      And globex has 1200 jobs that nobody is to list, in the old schema only
      Then acme lists exactly its own jobs and gets each of them

      Examples:
        | phase    |
        | legacy   |
        | read-new |

    @LST-28 @SHOULD
    Scenario Outline: Times that are written in different ways, in <schemas>
      Given the service is in the phase <phase>
      And acme has jobs in <schemas> with these times, the newest first:
        | enqueued_at                      | microseconds     |
        | 2026-03-01T13:00:00+05:00        | 1772352000000000 |
        | 2026-03-01T07:59:59.999999Z      | 1772351999999999 |
        | 2026-03-01T07:30:00              | 1772350200000000 |
        | 2026-03-01T02:00:00.5-05:00      | 1772348400500000 |
        | 2026-03-01T07:00:00+00:00        | 1772348400000000 |
        | yesterday                        | 0                |
        | (missing)                        | 0                |
      Then acme lists them in that order, those without a time last

      Examples:
        | phase      | schemas             |
        | dual-write | the old schema only |
        | read-new   | the old schema only |
        | read-new   | both schemas        |
        | new-only   | the new schema only |

    @PAG-14 @MUST @cap:cursor
    Scenario: Jobs that come to their end while a list is walked
      Given the service is in the phase read-new
      And acme has 7 jobs in both schemas
      Then a walk of acme's list by 2, during which 3 of its jobs come to their end, shows each survivor once

  Rule: A record whose owner is not sure is shown to nobody, and spoils nothing

    @LST-20 @LST-21 @GET-08 @GET-12 @MUST @CWE-636 @CWE-639
    Scenario Outline: A record that <defect>, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 1 job in both schemas
      And globex has 1 job in both schemas
      And there is a record of acme that <defect>
      Then that record is shown to neither acme nor globex

      Examples:
        | phase      | defect                                           |
        | read-new   | has a new key and says that it is globex's       |
        | new-only   | has a new key and says that it is globex's       |
        | read-new   | has a new key and names no workspace             |
        | read-new   | has a new key and is only a part                 |
        | read-new   | has a new key and says another id                |
        | legacy     | has an old key and names no workspace            |
        | dual-write | has an old key and names no workspace            |
        | read-new   | has an old key and names no workspace            |
        | read-new   | has an old key and an empty workspace            |
        | read-new   | has an old key and its workspace in capitals     |
        | read-new   | has an old key and a space behind its workspace  |
        | read-new   | has an old key and says another id               |

    @LST-23 @GET-22 @KEY-06 @MUST @CWE-755
    Scenario Outline: A key that <defect>
      Given the service is in the phase <phase>
      And acme has 1 job in both schemas
      And globex has 1 job in both schemas
      And there is a record of acme that <defect>
      Then that record is shown to neither acme nor globex

      Examples:
        | phase      | defect                            |
        | legacy     | has an old key of the type list   |
        | dual-write | has an old key of the type zset   |
        | read-new   | has an old key of the type string |
        | read-new   | has an old key of the type stream |
        | read-new   | has a new key of the type list    |
        | new-only   | has a new key of the type set     |

    @LST-24 @MUST @CWE-755
    Scenario Outline: A job whose <field> is <damage>
      Given the service is in the phase <phase>
      And acme has a job in <schemas> whose <field> is <damage>
      And acme has 1 job in both schemas
      Then acme lists exactly its own jobs and gets each of them

      Examples:
        | phase      | schemas             | field           | damage  |
        | legacy     | the old schema only | params          | cut     |
        | dual-write | the old schema only | result          | binary  |
        | read-new   | the old schema only | params          | NaN     |
        | read-new   | the new schema only | params          | deep    |
        | read-new   | the new schema only | result          | cut     |
        | new-only   | the new schema only | params          | missing |
        | new-only   | the new schema only | action_name     | binary  |

    @RR-05 @MUST
    Scenario: A job that is in the old schema only, where the old schema is not read
      Given the service is in the phase new-only
      And acme has 1 job in the new schema only
      And globex has 1 job in the new schema only
      And there is a record of acme that is whole and has only an old key
      Then that record is shown to neither acme nor globex

  Rule: Reading changes nothing

    @GET-26 @SHOULD
    Scenario Outline: Reading one's own and another's job in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs in the old schema only
      And globex has 1 job in both schemas
      Then reading changes nothing that is stored of acme and globex

      Examples:
        | phase      |
        | dual-write |
        | read-new   |
