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
