@L1
Feature: A token does only what its scopes name

  Listing and getting need the scope that reads jobs, `ai:jobs:read`; executing needs `ai:execute`. Where a
  service names them otherwise, its own names take their place below. Every token is good in all other ways and
  names acme. A refusal counts only if acme, with both scopes, is served in the same breath and has no job more
  than before. ␊ is a line feed.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: No scope, no access

    @CLM-19 @MUST @CWE-862 @API5
    Scenario: The token has no scopes
      When every operation is tried on acme's job with these scopes:
        | scope   |
        | absent  |
        | empty   |
      Then each request is refused as lacking scope

  Rule: One scope does not stand for another

    @CLM-20 @MUST @CWE-862 @CWE-863 @API5
    Scenario: Reading with a token that may only execute, and executing with one that may only read
      When acme reads with a token that may only execute, and executes with one that may only read
      Then each request is refused as lacking scope
      And nothing was enqueued

    @CLM-21 @MUST @CWE-697 @API5
    Scenario: Scopes that merely look like the right ones
      When every operation is tried on acme's job with these scopes:
        | scope                       |
        | ai:jobs:readonly            |
        | xai:jobs:read               |
        | ai:jobs:write               |
        | ai:jobs                     |
        | ai                          |
        | ai:*                        |
        | ai:jobs:*                   |
        | *                           |
        | AI:JOBS:READ                |
        | ai:jobs:read␊               |
        | ai:jobs:read,ai:execute     |
        | ai:executeall               |
        | xai:execute                 |
        | AI:EXECUTE                  |
        | ai:execute␊                 |
      Then each request is refused as lacking scope
