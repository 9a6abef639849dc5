@L1 @cap:signed-tokens
Feature: Two workspaces are one only if their ids are equal, byte for byte

  The ids below are made at random for every run, out of what goes wrong most: one letter more, one less, one other,
  two exchanged, a part of the other, control characters, letters of other scripts.

  Rule: An id that is nearly acme's opens nothing of acme's

    @CON-07 @MUST @CWE-639 @CWE-697 @API1
    Scenario: Workspaces whose ids are one edit away
      Given acme has 1 job and globex has 1 job
      When 24 workspaces whose ids are one edit away from acme's try to read what is acme's
      Then each of them is refused, and told the same as about nobody's

  Rule: A text is no workspace, or it is that workspace and no other

    @CON-08 @MUST @CWE-180 @CWE-176 @API1
    Scenario: Texts of every kind as a workspace claim
      Given acme has 1 job and globex has 1 job
      When 60 texts of every kind are used as workspace claims
      Then each is refused for want of a workspace, or is an id and stays as it is
