@L1
Feature: A client_request_id makes one job in its workspace, and means nothing in another

  Rule: The same request in the same workspace is one job

    @IDM-01 @MUST @cap:idempotency
    Scenario: A request repeated
      Given globex has 1 job
      When acme executes the same request 2 times, with one client_request_id
      Then every answer names the same job
      And acme lists exactly its own 1 job

    @IDM-05 @MUST @CWE-367 @cap:idempotency
    Scenario: A request sent many times at once
      Given globex has 1 job
      When acme executes the same request 32 times at once, with one client_request_id
      Then every answer names the same job
      And acme lists exactly its own 1 job

  Rule: Workspaces do not share client_request_ids

    @IDM-02 @MUST @CWE-639 @API1 @cap:idempotency
    Scenario: Two workspaces use the same client_request_id
      Given the workspaces acme and globex
      When acme and globex execute with the same client_request_id
      Then each answer names a job of its own
      And acme lists exactly its own 1 job
      And globex lists exactly its own 1 job

    @IDM-03 @MUST @CWE-639 @API1 @cap:idempotency
    Scenario: Globex repeats acme's request, client_request_id and all
      Given the workspaces acme and globex
      When acme executes, and globex repeats its request in its own workspace
      Then each answer names a job of its own
      And acme lists exactly its own 1 job
      And globex lists exactly its own 1 job

  Rule: A client_request_id stands for one request

    @IDM-04 @SHOULD @cap:idempotency
    Scenario: The same client_request_id with another body
      Given the workspaces acme and globex
      When acme executes twice with one client_request_id and different bodies
      Then the second is refused as conflicting, or as invalid
      And acme lists exactly its own 1 job

    @IDM-06 @MUST @CWE-696 @cap:idempotency
    Scenario: A refused request takes no client_request_id
      Given the workspaces acme and globex
      When acme is refused with a client_request_id, and then executes with it:
        | refusal               |
        | another's workspace   |
        | a bad provider        |
        | a bad token           |
        | a token without scope |
      Then each client_request_id was still free

    @IDM-08 @MUST @CWE-1287 @cap:idempotency
    Scenario: A client_request_id that is none
      Given the workspaces acme and globex
      When acme executes twice with each of these client_request_ids:
        | client_request_id |
        | ""                |
        | " "               |
        | "a b"             |
        | "a\\nb"           |
        | "a\\u0000"        |
        | "\\u00e9"         |
        | 129 letters       |
        | 10000 letters     |
        | 7                 |
        | ["a"]             |
        | null              |
      Then each is refused as invalid, or makes a job each time
