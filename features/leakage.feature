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

  Rule: A refusal does not say whom or what it is about

    @LEAK-03 @SHOULD @CWE-209
    Scenario: Neither the caller's workspace nor the one it named
      Given acme has 1 job and globex has 1 job
      When globex turns every operation on acme
      Then no refusal names a workspace

    @LEAK-04 @SHOULD @CWE-209 @CWE-204 @cap:signed-tokens
    Scenario: Why a token is bad
      Given acme has 1 job and globex has 1 job
      When every operation is tried on acme's job with these bad tokens:
        | token                                  |
        | the first bit of the signature flipped |
        | a signature by an unknown key          |
        | an expiry two days ago                 |
        | the audience of another service        |
        | another issuer                         |
      Then the refusals differ in nothing but the challenge, and quote nothing

  Rule: One workspace's load is not another's quota

    @LEAK-09 @SHOULD @CWE-770 @API4
    Scenario: Globex asks a lot at once
      Given acme has 1 job and globex has 1 job
      When globex sends 300 requests at once, and acme one after the other
      Then acme is refused nothing

  Rule: Pages of other sites learn nothing

    @LEAK-10 @SHOULD @CWE-942 @API8
    Scenario: Requests from another origin, and whether they may be made
      Given acme has 1 job and globex has 1 job
      When a page of another origin asks for acme's job, and for one that never existed
      Then no answer lets it read with credentials, and none tells which exists
