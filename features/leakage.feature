@L1
Feature: Nothing in an answer counts, names or hints at another workspace, or at what is inside

  Rule: What one workspace sees does not move with what another does

    @LEAK-01 @MUST @CWE-200 @CWE-203
    Scenario: A neighbour's jobs leave no trace in counts, headers and answers
      Given acme has 2 jobs and globex has 1 job
      Then nothing that acme is answered moves while globex enqueues 20 jobs

  Rule: A refusal tells nothing of the inside

    @LEAK-02 @MUST @CWE-209
    Scenario: Refusals of every kind
      Given acme has 1 job and globex has 1 job
      When acme is refused in every way
      Then no refusal names a key, an address, a file or an exception

  Rule: What is answered to one caller is kept for no other

    @LEAK-05 @MUST @CWE-525
    Scenario: Answers of every operation forbid shared caches
      Given acme has 1 job and globex has 1 job
      When acme uses every operation once, and is refused once
      Then no shared cache may keep any of these answers

    @LEAK-05 @MUST @CWE-525
    Scenario: Refusals of every kind forbid shared caches
      Given acme has 1 job and globex has 1 job
      When acme is refused in every way
      Then no shared cache may keep any of these answers
