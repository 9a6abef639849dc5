@L3 @cap:backfill
Feature: The backfill carries every job to the new schema, exactly, and touches nothing else

  The suite runs the target's own program on a store that holds what older code left there, and looks at the keys before and after.

  Rule: Each job of the old schema gets a copy that is its equal in every byte and in its end

    @BF-01 @BF-29 @MUST @CWE-459
    Scenario: Jobs of two workspaces
      Given acme has 130 jobs in the old schema only
      And globex has 20 jobs in the old schema only
      When the backfill runs in steps of 10
      Then it ends well
      And each job of acme has a copy that is its equal
      And each job of globex has a copy that is its equal
      And nothing in the old schema has changed

    @BF-12 @MUST @CWE-838
    Scenario: Bytes that are no text
      Given acme has a job in the old schema with bytes that are no text, in names and values of fields
      And acme has 2 jobs in the old schema only
      When the backfill runs
      Then it ends well
      And each job of acme has a copy that is its equal

    @BF-08 @MUST @CWE-459
    Scenario: A job that ends in an hour, one that ends in a week, and one that does not end
      Given acme has 3 jobs in the old schema only
      And the jobs of acme end after these seconds, in turn:
        | seconds |
        | 3600    |
        | 604800  |
        | never   |
      When the backfill runs
      Then it ends well
      And each job of acme has a copy that is its equal

    @BF-15 @MUST @CWE-706
    Scenario: Ids that hold what divides a key
      Given acme has jobs in the old schema with these ids:
        | id      |
        | x:1     |
        | y:1     |
        | a:b:c   |
        | {brace} |
        | :       |
      When the backfill runs
      Then it ends well
      And each job of acme has a copy that is its equal

    @BF-13 @SHOULD @CWE-400
    Scenario: A job with very many fields
      Given acme has a job in the old schema with 20000 fields more
      When the backfill runs
      Then it ends well
      And each job of acme has a copy that is its equal

  Rule: What is newer stays, and what is a part is made whole

    @BF-05 @MUST @CWE-367
    Scenario: A new copy that is further than the old
      Given acme has a job whose new copy is completed and whose old copy is pending
      And globex has 2 jobs in the old schema only
      When the backfill runs
      Then the copies in the new schema that were there are as they were
      And nothing in the old schema has changed
      And each job of globex has a copy that is its equal

    @BF-09 @MUST
    Scenario: A new copy that is only a part, and newer in that part
      Given acme has a job in the old schema, and only a part of it in the new
      When the backfill runs
      Then it ends well
      And the new copy of acme's job has every field of the old, and kept its own

    @BF-09 @BF-08 @MUST @CWE-459
    Scenario: A new copy that is only a part of a job that ends
      Given acme has a job in the old schema, and only a part of it in the new
      And the old copies of acme's jobs end after 3600 seconds
      When the backfill runs
      Then the copies of acme's jobs end together

    @BF-04 @MUST
    Scenario: A second run
      Given globex has 20 jobs in the old schema only
      And acme has a job in the old schema, and only a part of it in the new
      When the backfill runs
      And the backfill runs again
      Then it ends well
      And the second run changed nothing
      And each job of globex has a copy that is its equal

  Rule: Only jobs are carried, and whatever else is there holds nothing up

    @BF-10 @MUST @CWE-755
    Scenario Outline: An old key of the type <type>
      Given there is a record of acme that has an old key of the type <type>
      And acme has 3 jobs in the old schema only
      When the backfill runs
      Then each job of acme has a copy that is its equal
      And that record has no copy
      And nothing in the old schema has changed

      Examples:
        | type   |
        | string |
        | list   |
        | stream |

    @BF-11 @MUST @CWE-755
    Scenario Outline: A job whose new key is a <type>
      Given acme has 3 jobs in the old schema only
      And globex has a job in the old schema, whose key in the new one is a <type>
      When the backfill runs
      Then it does not end well
      And each job of acme has a copy that is its equal
      And the new key of globex's job is as it was

      Examples:
        | type   |
        | string |
        | zset   |

    @BF-14 @MUST @CWE-20
    Scenario Outline: A record whose workspace is <workspace>
      Given there is a record in the old schema whose workspace is <workspace>
      And acme has 3 jobs in the old schema only
      When the backfill runs
      Then each job of acme has a copy that is its equal
      And no key was made but for acme

      Examples:
        | workspace               |
        | missing                 |
        | empty                   |
        | acme's in capitals      |
        | acme's with a space     |
        | acme's with a line feed |
        | acme's with a colon     |
        | longer than allowed     |
        | no text                 |

    @BF-17 @MUST @CWE-755
    Scenario: Hashes under the prefix that are no jobs
      Given there is a hash under the old prefix that is no job of acme's
      And acme has 3 jobs in the old schema only
      When the backfill runs
      Then each job of acme has a copy that is its equal
      And that record has no copy

  Rule: Nothing is written without being asked for

    @BF-02 @MUST
    Scenario: A dry run
      Given globex has 20 jobs in the old schema only
      And acme has a job in the old schema, and only a part of it in the new
      And there is a record of acme that has an old key of the type list
      When the backfill is tried out
      Then no key has changed
      And told to write, it carries each job of globex

    @BF-03 @MUST
    Scenario: Started without a word about writing
      Given acme has 20 jobs in the old schema only
      When the backfill is started without saying whether to write
      Then no key has changed
      And told to write, it carries each job of acme

    @BF-28 @MUST @CWE-943 @cap:backfill-workspace
    Scenario Outline: A workspace to carry that is none: <text>
      Given acme has 3 jobs in the old schema only
      When the backfill runs for the workspace <text> alone
      Then it does not end well
      And no key has changed
      And asked for acme alone, it carries each of its jobs

      Examples:
        | text    |
        | *       |
        | acme*   |
        | (empty) |
        | ACME    |

    @BF-28 @MUST @cap:backfill-workspace
    Scenario: One workspace alone
      Given acme has 12 jobs in the old schema only
      And globex has 12 jobs in the old schema only
      When the backfill runs for acme alone
      Then it ends well
      And each job of acme has a copy that is its equal
      And no key was made but for acme

  Rule: What it says is what it did

    @BF-27 @BF-02 @MUST @cap:backfill-report
    Scenario: The counts of a dry run, of the run after it, and of another
      Given acme has 40 jobs in the old schema only
      And globex has 7 jobs in both schemas
      And acme has a job in the old schema, and only a part of it in the new
      And there is a record of acme that has an old key of the type list
      And there is a record in the old schema whose workspace is missing
      And globex has a job in the old schema, whose key in the new one is a string
      When the backfill is tried out
      And the backfill runs again
      And the backfill runs again
      Then the counts of each run add up to the 51 keys that there are
      And the first two runs counted 41 migrated and 1 failed
      And the last run counted 0 migrated and 1 failed

    @BF-26 @MUST @CWE-252
    Scenario: A job that cannot be carried
      Given globex has 3 jobs in the old schema only
      And acme has a job in the old schema, whose key in the new one is a string
      When the backfill runs
      Then it does not end well
      And each job of globex has a copy that is its equal

    @BF-26 @MUST @CWE-252 @cap:backfill-verify
    Scenario Outline: A comparison that finds a copy <differing>
      Given acme has 8 jobs in both schemas
      And a new copy of acme's is <differing>
      When the backfill compares, and writes nothing
      Then it does not end well
      And no key has changed
      And with that copy of acme's made anew, the same comparison ends well

      Examples:
        | differing                |
        | missing                  |
        | without one of its fields |
        | of other content         |
        | without the old one's end |
        | a string                 |

    @BF-26 @MUST @cap:backfill-verify
    Scenario: A comparison that finds nothing
      Given acme has 8 jobs in the old schema only
      When the backfill runs and compares
      Then it ends well
      And each job of acme has a copy that is its equal

    @MET-07 @MUST @cap:backfill-metrics @cap:backfill-report
    Scenario: The metrics of a run
      Given acme has 15 jobs in the old schema only
      And there is a record of acme that has an old key of the type list
      When the backfill runs
      Then its metrics say what its report says
      And each job of acme has a copy that is its equal

    @BF-35 @SHOULD @CWE-532
    Scenario: What is printed, kept and reported
      Given acme has 120 jobs in the old schema only
      And globex has a job in the old schema, whose key in the new one is a string
      And acme has a job in the old schema, and only a part of it in the new
      When the backfill is held up in the middle, and looked at
      Then neither its output nor what it keeps holds anything of a job's content

    @BF-25 @MUST @CWE-400
    Scenario: The commands of a run
      Given acme has 60 jobs in the old schema only
      When the backfill runs in steps of 10 while its commands are watched
      Then none of them walks all keys at once
      And each job of acme has a copy that is its equal
