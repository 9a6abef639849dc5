@L1 @cap:signed-tokens
Feature: The workspace comes out of the token exactly as it was put in, or not at all

  Every token below is properly signed, current, and has both scopes; only its workspace_id claim is odd. Such a
  caller is known but owns no workspace, so it is refused, in the same way on every operation. It asks for
  acme's job and names acme's workspace, so that any guess at what the claim meant would show. A refusal counts
  only if acme, with its good token, is served in the same breath and has no job more than before. Claims are
  written as JSON; $ACME and $GLOBEX stand for the workspaces' ids, ␊ and ␍ for a line feed and a carriage return.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: A token that names no workspace opens none

    @CLM-01 @MUST @CWE-862 @API1 @plan:test_get_authenticated_workspace_missing_workspace
    Scenario Outline: The claim is missing (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with a token that has no workspace claim
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @CLM-02 @MUST @CWE-1287 @API1
    Scenario Outline: The claim is null (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these workspace claims:
        | claim |
        | null  |
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @CLM-03 @MUST @CWE-1287 @API1
    Scenario Outline: The claim is empty (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these workspace claims:
        | claim |
        | ""    |
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @CLM-04 @MUST @CWE-1287 @API1
    Scenario Outline: The claim is blank (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these workspace claims:
        | claim |
        | " "   |
        | "   " |
        | "␊"   |
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @CLM-16 @MUST @CWE-1188 @API1
    Scenario: No workspace stands in for a missing one
      A caller without a workspace names one of the workspaces that careless code falls back to.

      When a token without a workspace claim tries every operation on these workspaces:
        | workspace |
        | default   |
        | none      |
        | null      |
        | undefined |
        | system    |
        | None      |
      Then each request is refused as lacking a workspace
      And none of these workspaces has gained a job

  Rule: A claim that is nearly a workspace's id is not that workspace

    @CLM-05 @MUST @CWE-180 @API1
    Scenario: Acme's id with something blank before or behind it
      When every operation is tried on acme's job with these workspace claims:
        | claim     |
        | " $ACME"  |
        | "$ACME "  |
        | "$ACME␊"  |
        | "$ACME␍␊" |
      Then each request is refused as lacking a workspace

    @CLM-09 @MUST @CWE-178 @API1
    Scenario: Acme's id in capital letters
      When every operation is tried on acme's job with these workspace claims:
        | claim               |
        | "$ACME_IN_CAPITALS" |
      Then each request is refused as lacking a workspace

    @CLM-10 @MUST @CWE-1007 @CWE-176 @API1
    Scenario: What looks like acme's id, or becomes it by folding
      When every operation is tried on acme's job with these workspace claims:
        | claim               |
        | "$ACME_LOOK_ALIKE"  |
        | "$ACME_FULL_WIDTH"  |
        | "$ACME\\u200d"      |
        | "$ACME\\u200b"      |
        | "\\ufeff$ACME"      |
        | "$ACME\\u00ad"      |
        | "$ACME\\u0301"      |
        | "\\u202e$ACME"      |
      Then each request is refused as lacking a workspace

    @CLM-11 @MUST @CWE-943 @CWE-158 @CWE-22 @API1
    Scenario: Acme's id among delimiters, patterns, paths and escapes
      When every operation is tried on acme's job with these workspace claims:
        | claim             |
        | "$ACME:"          |
        | "$ACME:x"         |
        | ":$ACME"          |
        | "*"               |
        | "$ACME*"          |
        | "wt?*"            |
        | "[a-z]*"          |
        | "\\\\"            |
        | "../$ACME"        |
        | "$GLOBEX/../$ACME" |
        | "$ACME_PERCENT"   |
        | "$ACME\\u0000"    |
        | "$ACME\\u0000x"   |
        | "{$ACME}"         |
        | "$ACME,$GLOBEX"   |
        | "$ACME $GLOBEX"   |
        | "$GLOBEX' OR '1'='1" |
      Then each request is refused as lacking a workspace

    @CLM-13 @MUST @CWE-1287 @API1
    Scenario: Ids that begin with what no id may begin with
      When every operation is tried on acme's job with these workspace claims:
        | claim      |
        | "-$ACME"   |
        | "_$ACME"   |
        | ".$ACME"   |
        | "-"        |
        | "_"        |
      Then each request is refused as lacking a workspace

    @CLM-14 @MUST @CWE-345 @API1
    Scenario: Acme's id in some other claim
      When every operation is tried on acme's job with acme's id only in the claim:
        | claim                            |
        | tenant                           |
        | tenant_id                        |
        | org_id                           |
        | ws                               |
        | workspace                        |
        | workspaceId                      |
        | Workspace_Id                     |
        | sub                              |
        | https://example.com/workspace_id |
        | claims                           |
      Then each request is refused as lacking a workspace

  Rule: A claim that is not text is not a workspace

    @CLM-06 @MUST @CWE-1287 @API1
    Scenario Outline: The claim is a list (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these workspace claims:
        | claim                |
        | ["$ACME"]            |
        | ["$ACME", "$GLOBEX"] |
        | ["$GLOBEX", "$ACME"] |
        | []                   |
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @CLM-07 @MUST @CWE-943 @API1
    Scenario Outline: The claim is an object (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these workspace claims:
        | claim                    |
        | {"$ne": ""}              |
        | {"id": "$ACME"}          |
        | {"workspace_id":"$ACME"} |
        | {}                       |
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @CLM-08 @MUST @CWE-1287 @API1
    Scenario Outline: The claim is a number or a truth value (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these workspace claims:
        | claim |
        | 1     |
        | 1.0   |
        | 0     |
        | true  |
        | false |
      Then each request is refused as lacking a workspace

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

  Rule: An id may be 1 to 32 characters long

    @CLM-12 @MUST @CWE-193 @CWE-1284 @API1
    Scenario: The shortest and the longest id, and ids that are too long
      An id that is too long begins with the longest one that is allowed, which is in use.

      Given longest is a workspace whose id has 32 characters
      And shortest is a workspace whose id has 1 character
      Then longest enqueues, lists and gets a job of its own
      And shortest may list its jobs
      When every operation is tried on longest's job with these workspace claims:
        | claim                            |
        | the id of longest and 1 more     |
        | the id of longest and 9968 more  |
      Then each request is refused as lacking a workspace

  Rule: No id has a meaning of its own

    @CLM-17 @MUST @CWE-863 @API1
    Scenario: Workspaces whose names sound like more
      Anybody may own a workspace of such a name, so it counts only whether it can see acme's.

      When workspaces of these names try to read what is acme's:
        | workspace  |
        | default    |
        | all        |
        | admin      |
        | null       |
        | root       |
        | system     |
        | public     |
        | 0          |
      Then each of them is refused, and told the same as about nobody's

    @CLM-18 @SHOULD @API1
    Scenario: A workspace that was never seen before
      Then initech lists exactly its own 0 jobs
      When initech gets these, $JOB being a job of acme:
        | path |
        | $JOB |
      Then each request is refused as not found
