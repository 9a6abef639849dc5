@L1
Feature: What a body says beside its workspace changes neither whose the job is nor what the service makes of it

  Every request below bears acme's good token with both scopes. A refusal counts only if acme enqueues a proper job
  in the same breath, and no workspace has a job more than its own.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: No other place rescues a workspace that is wrong in the body

    @EXE-09 @MUST @CRITICAL-3 @CWE-639 @API1
    Scenario: Globex in the body, and acme itself somewhere else
      When acme executes for globex, and names itself in:
        | place                     |
        | the query                 |
        | the header X-Workspace-Id |
        | the header X-Tenant-ID    |
        | a second member tenant_id |
      Then each request is refused as foreign, or as invalid
      And nothing was enqueued

    @EXE-20 @MUST @CRITICAL-3 @CWE-204
    Scenario: Another workspace and one that never existed are refused in the same words
      When acme executes for globex and for a workspace that never existed
      Then each request is refused as foreign
      And no answer tells which of them exists

  Rule: What only the service may say is not taken from a body

    @EXE-10 @MUST @CWE-915 @API3
    Scenario: Members that belong to the record
      When acme executes with bodies that also hold:
        | members                                   |
        | "job_id": "chosen-by-the-caller"          |
        | "actor_id": "$GLOBEX"                     |
        | "status": "completed"                     |
        | "result": {"done": true}                  |
        | "enqueued_at": "2000-01-01T00:00:00Z"     |
        | "tenant_id": "$GLOBEX"                    |
        | "owner": "$GLOBEX"                        |
        | "workspace": "$GLOBEX"                    |
        | "__proto__": {"workspace_id": "$GLOBEX"}  |
      Then each request is refused as invalid, or its job is as the service makes it

    @EXE-19 @MUST @CWE-20 @API3
    Scenario: Providers and actions that are no names
      When acme executes with these values:
        | member   | value          |
        | provider | ""             |
        | provider | " "            |
        | provider | "a:b"          |
        | provider | "a\\nb"        |
        | provider | "a*"           |
        | provider | 10000 letters  |
        | provider | 7              |
        | provider | null           |
        | provider | ["echo"]       |
        | action   | ""             |
        | action   | "a:b"          |
        | action   | "../a"         |
        | action   | "a\\u0000"     |
        | action   | 10000 letters  |
        | action   | {"name": "a"}  |
        | action   | true           |
      Then each request is refused as invalid
      And nothing was enqueued

  Rule: A body is one object of a size that was documented

    @EXE-16 @MUST @CWE-1287
    Scenario: Bodies that are no object
      When acme executes with these faulty bodies:
        | body                |
        | as a list           |
        | as text             |
        | of null             |
        | of a number         |
      Then each request is refused as invalid
      And nothing was enqueued

    @EXE-17 @MUST @CWE-770 @API4
    Scenario Outline: A body larger than documented, sent <how>
      When acme executes with a body larger than documented, sent <how>
      Then each request is refused as too large, or the connection is closed
      And nothing was enqueued

      Examples:
        | how           |
        | with a length |
        | in chunks     |

    @EXE-18 @SHOULD @CWE-409 @API4
    Scenario: A small body that is large once unpacked
      When acme executes with a body that is large once unpacked
      Then each request is refused as of the wrong media type, as too large or as a bad request
      And nothing was enqueued

  Rule: The id of a job tells nothing of other jobs

    @EXE-24 @SHOULD @CWE-340 @API1
    Scenario: Ids of two workspaces in turn
      When acme and globex enqueue 40 jobs in turn
      Then no id can be guessed from another

  Rule: What was accepted stays

    @CON-06 @MUST
    Scenario: Many jobs at once, each of them there at once and later
      When acme enqueues 60 jobs at once
      Then acme finds each of them, now and after globex enqueued 20 more
