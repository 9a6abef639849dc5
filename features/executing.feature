@L1
Feature: A job is enqueued in the caller's workspace or nowhere

  Every request below bears a good token with both scopes. A refusal counts only if the caller enqueues a proper
  job in the same breath, and no workspace has a job more than its own. Members of the body are written as JSON;
  the rest of each body is in order. $ACME and $GLOBEX stand for the workspaces' ids, ␠ for a space.

  Rule: What is enqueued belongs to the caller's workspace, at once and alone

    @EXE-01 @MUST @CRITICAL-3 @plan:test_execute_allows_same_workspace
    Scenario: Enqueuing a job in one's own workspace
      Given the workspaces acme and globex
      When acme enqueues a job
      Then the job says that it is acme's
      And acme lists exactly its own 1 job

    @EXE-22 @MUST @API1
    Scenario: A fresh job is there for its workspace, and for no other
      Given globex has 1 job
      When acme enqueues a job
      Then acme finds the job at once, and globex does not

    @EXE-23 @MUST @CWE-200
    Scenario: The answer tells of this job alone
      Given acme has 1 job and globex has 3 jobs
      When acme enqueues a job
      Then the answer counts nothing

  Rule: A body that names another workspace is refused, and nothing is enqueued

    @EXE-02 @MUST @CRITICAL-3 @CWE-639 @CWE-862 @API1 @plan:test_execute_rejects_cross_workspace_injection
    Scenario: Naming another workspace in the body
      Given acme has 1 job and globex has 1 job
      When globex executes with bodies that begin with:
        | members                 |
        | "workspace_id": "$ACME" |
      Then each request is refused as foreign
      And nothing was enqueued

    @EXE-08 @MUST @CRITICAL-3 @CWE-639 @plan:test_execute_rejects_mismatched_body_workspace
    Scenario: Naming another workspace in the query
      Given acme has 1 job and globex has 1 job
      When acme executes with the query workspace_id=$GLOBEX
      Then the job is acme's, or there is none

    @LST-03 @GET-02 @EXE-02 @MUST @CRITICAL-2 @CRITICAL-3 @API1 @plan:test_workspace_isolation_across_all_endpoints
    Scenario: One workspace turns every operation on another
      Given acme has 2 jobs and globex has 2 jobs
      When globex turns every operation on acme
      Then the list and the execute are refused as foreign, and the job as not found
      And nothing was enqueued

  Rule: The workspace in the body is a string, given once, equal to the token's as it stands

    @EXE-03 @MUST @cap:required-workspace
    Scenario: No workspace in the body
      Given acme has 1 job and globex has 1 job
      When acme executes with bodies that begin with:
        | members |
        |         |
      Then each request is refused as invalid
      And nothing was enqueued

    @EXE-04 @MUST @CWE-180 @CWE-1287
    Scenario: Strings that become the caller's workspace only by trimming, cutting or folding, and none at all
      Given acme has 1 job and globex has 1 job
      When acme executes with bodies that begin with:
        | members                             |
        | "workspace_id": null                |
        | "workspace_id": ""                  |
        | "workspace_id": "␠"                 |
        | "workspace_id": "$ACME␠"            |
        | "workspace_id": "␠$ACME"            |
        | "workspace_id": "$ACME\\n"           |
        | "workspace_id": "$ACME_IN_CAPITALS" |
        | "workspace_id": "$ACME\\u0000"       |
        | "workspace_id": "$ACME\\u200d"       |
      Then each request is refused as invalid, or as foreign
      And nothing was enqueued

    @EXE-05 @MUST @CWE-1287
    Scenario: Values that are no strings
      Given acme has 1 job and globex has 1 job
      When acme executes with bodies that begin with:
        | members                          |
        | "workspace_id": 0                |
        | "workspace_id": false            |
        | "workspace_id": true             |
        | "workspace_id": []               |
        | "workspace_id": {}               |
        | "workspace_id": ["$ACME"]        |
        | "workspace_id": {"id": "$ACME"}  |
      Then each request is refused as invalid
      And nothing was enqueued

    @EXE-06 @MUST @CWE-436
    Scenario: The workspace twice in one body
      Given acme has 1 job and globex has 1 job
      When acme executes with bodies that begin with:
        | members                                            |
        | "workspace_id": "$ACME", "workspace_id": "$GLOBEX" |
        | "workspace_id": "$GLOBEX", "workspace_id": "$ACME" |
      Then each request is refused as invalid, or as foreign
      And nothing was enqueued

  Rule: Only strict JSON, said to be JSON, is read

    @EXE-14 @MUST @CWE-352
    Scenario: A good body under another media type
      Given acme has 1 job and globex has 1 job
      When acme executes with a good body and these content types:
        | Content-Type                                        |
        |                                                     |
        | text/plain                                          |
        | application/x-www-form-urlencoded                   |
        | multipart/form-data; boundary=x                     |
        | application/xml                                     |
        | application/json; charset=utf-16                    |
        | application/json and application/json               |
        | application/json and text/plain                     |
      Then each request is refused as of the wrong media type, or as a bad request
      And nothing was enqueued

    @EXE-15 @MUST @CWE-674
    Scenario: Bodies that are not strict JSON
      Given acme has 1 job and globex has 1 job
      When acme executes with these faulty bodies:
        | body                           |
        | cut off in the middle          |
        | followed by more text          |
        | followed by a second document  |
        | preceded by a byte order mark  |
        | with NaN for params            |
        | with Infinity inside params    |
        | with a lone surrogate          |
        | with params 10000 levels deep  |
        | of no bytes                    |
      Then each request is refused as invalid
      And nothing was enqueued
