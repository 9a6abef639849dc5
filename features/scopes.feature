@L1
Feature: A token does only what its scopes name

  Listing and getting need the scope that reads jobs, `ai:jobs:read`; executing needs `ai:execute`. Where a
  service names them otherwise, its own names take their place below. Every token is good in all other ways and
  names acme. A refusal counts only if acme, with both scopes, is served in the same breath and has no job more
  than before. ␊ is a line feed.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: No scope, no access

    @CLM-19 @MUST @cap:signed-tokens @CWE-862 @API5
    Scenario: The token has no scopes
      When every operation is tried on acme's job with these scopes:
        | scope   |
        | absent  |
        | empty   |
      Then each request is refused as lacking scope

  Rule: One scope does not stand for another

    @CLM-20 @MUST @cap:scoped-tokens @CWE-862 @CWE-863 @API5
    Scenario: Reading with a token that may only execute, and executing with one that may only read
      When acme reads with a token that may only execute, and executes with one that may only read
      Then each request is refused as lacking scope
      And nothing was enqueued

    @CLM-21 @MUST @cap:signed-tokens @CWE-697 @API5
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

    @CLM-22 @MUST @CWE-1287 @API5 @cap:signed-tokens
    Scenario: Scopes in a form that the service does not declare
      When every operation is tried on acme's job with both scopes written as:
        | form                          |
        | the form not declared         |
        | the keys of an object         |
        | a list within a list          |
        | one text with commas          |
        | one text with line feeds      |
        | true                          |
        | 1                             |
        | null                          |
        | "*"                           |
      Then each request is refused as lacking scope

  Rule: A scope counts wherever it stands among others

    @CLM-23 @MUST @API5 @cap:signed-tokens
    Scenario: Many scopes, in any order, some twice
      When acme uses every operation with these scopes:
        | scopes                                                         |
        | ai:execute ai:jobs:read                                        |
        | profile ai:jobs:read email ai:execute offline_access           |
        | ai:jobs:read ai:jobs:read ai:execute ai:execute                |
        | ai:jobs:readonly ai:jobs:read ai:executeall ai:execute         |
      Then each request is served with what is acme's own

  Rule: Who lacks a scope learns which, and nothing else

    @CLM-25 @MUST @CWE-204 @API1 @API5 @cap:scoped-tokens
    Scenario: Without scopes, a job of acme, of globex and one that never existed are one
      When acme without scopes asks for a job of acme, of globex and one that never existed
      Then each request is refused as lacking scope
      And the answers cannot be told apart

    @CLM-26 @SHOULD @API5 @cap:scoped-tokens
    Scenario: The challenge names the scope
      When acme without scopes tries every operation
      Then each refusal names the scope that is needed
