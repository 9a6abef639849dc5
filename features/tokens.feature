@L1 @cap:signed-tokens
Feature: A token is good only if a trusted issuer signed it, for this service and for now

  Each token below is acme's own good token with one defect, which the table names. It is tried on all three
  operations. A refusal counts only if acme's good token, with the same claims, is served right before and after,
  and if acme has no job more than before. Where the service trusts several keys, each is imitated.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: A token without a signature is refused

    @JWT-01 @MUST @CWE-347 @API2
    Scenario: The token says that it needs no signature
      When every operation is tried on acme's job with these tokens:
        | token                |
        | the algorithm `none` |
        | the algorithm `None` |
        | the algorithm `NONE` |
        | the algorithm `nOnE` |
      Then each token is refused as invalid

    @JWT-02 @MUST @CWE-347 @API2
    Scenario Outline: The signature is taken out of a good token (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                 |
        | the signature emptied |
      Then each token is refused as invalid

      @cap:HS256
      Examples: A shared secret
        | key   |
        | HS256 |

      @cap:RS256
      Examples: An RSA key
        | key   |
        | RS256 |

      @cap:ES256
      Examples: A key on P-256
        | key   |
        | ES256 |

      @cap:EdDSA
      Examples: An Ed25519 key
        | key   |
        | EdDSA |

  Rule: A token has exactly three segments

    @JWT-03 @MUST @CWE-1287 @API2
    Scenario Outline: Too few segments, too many, or a dot where none belongs (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                          |
        | only two segments              |
        | four segments                  |
        | six segments                   |
        | a dot before the first segment |
        | a dot after the last segment   |
      Then each token is refused as invalid

      @cap:HS256
      Examples: A shared secret
        | key   |
        | HS256 |

      @cap:RS256
      Examples: An RSA key
        | key   |
        | RS256 |

      @cap:ES256
      Examples: A key on P-256
        | key   |
        | ES256 |

      @cap:EdDSA
      Examples: An Ed25519 key
        | key   |
        | EdDSA |

  Rule: The signature covers the token, whole and to the last bit

    @JWT-04 @MUST @CWE-347 @API2 @plan:test_get_authenticated_workspace_invalid_token
    Scenario Outline: The signature is damaged or borrowed (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                                     |
        | the first bit of the signature flipped    |
        | the last bit of the signature flipped     |
        | the second half of the signature cut off  |
        | the last byte of the signature cut off    |
        | the signature of another good token       |
      Then each token is refused as invalid

      @cap:HS256
      Examples: A shared secret
        | key   |
        | HS256 |

      @cap:RS256
      Examples: An RSA key
        | key   |
        | RS256 |

      @cap:ES256
      Examples: A key on P-256
        | key   |
        | ES256 |

      @cap:EdDSA
      Examples: An Ed25519 key
        | key   |
        | EdDSA |

    @JWT-05 @MUST @CWE-345 @CWE-347 @API1 @API2
    Scenario Outline: Globex writes acme's workspace into its own good token (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                                           |
        | the forger's token rewritten to name the victim |
      Then each token is refused as invalid

      @cap:HS256
      Examples: A shared secret
        | key   |
        | HS256 |

      @cap:RS256
      Examples: An RSA key
        | key   |
        | RS256 |

      @cap:ES256
      Examples: A key on P-256
        | key   |
        | ES256 |

      @cap:EdDSA
      Examples: An Ed25519 key
        | key   |
        | EdDSA |

  Rule: Only a key that the service was given can sign, and only with the algorithm of that key

    @JWT-06 @MUST @CWE-347 @API2
    Scenario: A perfect token signed by a stranger's key
      When every operation is tried on acme's job with these tokens:
        | token                       |
        | a signature by an unknown key |
      Then each token is refused as invalid

    @JWT-07 @MUST @CWE-327 @CWE-347 @API2 @cap:asymmetric-keys
    Scenario: The public key, which everybody may know, used as if it were a shared secret
      Given acme is served with a token by each of the trusted keys
      When every operation is tried on acme's job with these tokens:
        | token                                                             |
        | the public key as a shared secret: PEM                            |
        | the public key as a shared secret: PEM without its last line feed |
        | the public key as a shared secret: DER                            |
        | the public key as a shared secret: JWK                            |
      Then each token is refused as invalid

    @JWT-08 @MUST @CWE-327 @CWE-347 @API2
    Scenario: The right key with an algorithm that the key is not meant for
      When every operation is tried on acme's job with these tokens:
        | token                                              |
        | the right key with another algorithm of its family |
      Then each token is refused as invalid

  Rule: A token is good for a time, and the time is checked

    @JWT-17 @MUST @CWE-613 @API2
    Scenario: The token has expired, by more than clocks may differ
      When every operation is tried on acme's job with these tokens:
        | token                     |
        | an expiry two minutes ago |
        | an expiry two days ago    |
      Then each token is refused as invalid

    @JWT-18 @MUST @CWE-613 @API2
    Scenario: The token never expires
      When every operation is tried on acme's job with these tokens:
        | token     |
        | no expiry |
      Then each token is refused as invalid

    @JWT-21 @MUST @CWE-613 @API2
    Scenario: The token is not valid yet
      When every operation is tried on acme's job with these tokens:
        | token                      |
        | a beginning in two minutes |
        | a beginning in two days    |
      Then each token is refused as invalid

  Rule: A token is meant for this service and comes from its issuer

    @JWT-23 @MUST @CWE-1270 @API2
    Scenario: The token was made for another service
      When every operation is tried on acme's job with these tokens:
        | token                           |
        | the audience of another service |
      Then each token is refused as invalid

    @JWT-24 @MUST @CWE-1270 @API2
    Scenario: The token does not say for whom it was made
      When every operation is tried on acme's job with these tokens:
        | token       |
        | no audience |
      Then each token is refused as invalid

    @JWT-26 @MUST @CWE-346 @API2
    Scenario: The token comes from somebody else, or does not say from whom
      When every operation is tried on acme's job with these tokens:
        | token          |
        | another issuer |
        | no issuer      |
      Then each token is refused as invalid
