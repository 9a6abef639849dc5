//! What tags stand for, in a line: findings of the audit, weaknesses (CWE), risks (OWASP API Security Top 10, 2023). The
//! invariant: a name here is the name in its source.

/// The meaning of a tag; nothing for those that explain themselves.
pub(super) fn meaning(tag: &str) -> Option<String> {
    if let Some(name) = tag.strip_prefix("cap:") {
        return Some(format!("only where the target declares `{name}`"));
    }
    if let Some(test) = tag.strip_prefix("plan:") {
        return Some(format!("the plan names this test {test}"));
    }
    MEANINGS
        .iter()
        .find(|(known, _)| *known == tag)
        .map(|(_, meaning)| (*meaning).to_owned())
}

const MEANINGS: &[(&str, &str)] = &[
    ("MUST", "decides the verdict"),
    ("SHOULD", "is reported and decides nothing"),
    (
        "CRITICAL-2",
        "finding: GET /ai/jobs?workspace_id=B with a token of A lists B's jobs",
    ),
    (
        "CRITICAL-3",
        "finding: POST /ai/execute with workspace_id B in the body and a token of A enqueues a job in B",
    ),
    (
        "HIGH-4",
        "finding: GET /ai/jobs without workspace_id pages through every workspace's jobs",
    ),
    ("API1", "Broken Object Level Authorization"),
    ("API2", "Broken Authentication"),
    ("API3", "Broken Object Property Level Authorization"),
    ("API4", "Unrestricted Resource Consumption"),
    ("API5", "Broken Function Level Authorization"),
    ("API7", "Server Side Request Forgery"),
    ("API8", "Security Misconfiguration"),
    ("API9", "Improper Inventory Management"),
    ("CWE-20", "Improper Input Validation"),
    (
        "CWE-22",
        "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')",
    ),
    (
        "CWE-78",
        "Improper Neutralization of Special Elements used in an OS Command ('OS Command Injection')",
    ),
    (
        "CWE-89",
        "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')",
    ),
    (
        "CWE-93",
        "Improper Neutralization of CRLF Sequences ('CRLF Injection')",
    ),
    ("CWE-158", "Improper Neutralization of Null Byte or NUL Character"),
    ("CWE-172", "Encoding Error"),
    ("CWE-174", "Double Decoding of the Same Data"),
    ("CWE-176", "Improper Handling of Unicode Encoding"),
    ("CWE-178", "Improper Handling of Case Sensitivity"),
    (
        "CWE-180",
        "Incorrect Behavior Order: Validate Before Canonicalize",
    ),
    ("CWE-193", "Off-by-one Error"),
    (
        "CWE-200",
        "Exposure of Sensitive Information to an Unauthorized Actor",
    ),
    ("CWE-203", "Observable Discrepancy"),
    ("CWE-204", "Observable Response Discrepancy"),
    ("CWE-208", "Observable Timing Discrepancy"),
    (
        "CWE-209",
        "Generation of Error Message Containing Sensitive Information",
    ),
    ("CWE-235", "Improper Handling of Extra Parameters"),
    ("CWE-287", "Improper Authentication"),
    (
        "CWE-288",
        "Authentication Bypass Using an Alternate Path or Channel",
    ),
    ("CWE-290", "Authentication Bypass by Spoofing"),
    ("CWE-295", "Improper Certificate Validation"),
    ("CWE-252", "Unchecked Return Value"),
    ("CWE-306", "Missing Authentication for Critical Function"),
    ("CWE-327", "Use of a Broken or Risky Cryptographic Algorithm"),
    ("CWE-340", "Generation of Predictable Numbers or Identifiers"),
    ("CWE-345", "Insufficient Verification of Data Authenticity"),
    ("CWE-346", "Origin Validation Error"),
    ("CWE-347", "Improper Verification of Cryptographic Signature"),
    ("CWE-352", "Cross-Site Request Forgery (CSRF)"),
    (
        "CWE-362",
        "Concurrent Execution using Shared Resource with Improper Synchronization ('Race Condition')",
    ),
    ("CWE-367", "Time-of-check Time-of-use (TOCTOU) Race Condition"),
    ("CWE-384", "Session Fixation"),
    ("CWE-400", "Uncontrolled Resource Consumption"),
    (
        "CWE-409",
        "Improper Handling of Highly Compressed Data (Data Amplification)",
    ),
    ("CWE-436", "Interpretation Conflict"),
    ("CWE-441", "Unintended Proxy or Intermediary"),
    (
        "CWE-444",
        "Inconsistent Interpretation of HTTP Requests ('HTTP Request/Response Smuggling')",
    ),
    ("CWE-459", "Incomplete Cleanup"),
    ("CWE-488", "Exposure of Data Element to Wrong Session"),
    ("CWE-521", "Weak Password Requirements"),
    (
        "CWE-525",
        "Use of Web Browser Cache Containing Sensitive Information",
    ),
    ("CWE-532", "Insertion of Sensitive Information into Log File"),
    (
        "CWE-598",
        "Use of GET Request Method With Sensitive Query Strings",
    ),
    ("CWE-613", "Insufficient Session Expiration"),
    ("CWE-636", "Not Failing Securely ('Failing Open')"),
    ("CWE-639", "Authorization Bypass Through User-Controlled Key"),
    ("CWE-645", "Overly Restrictive Account Lockout Mechanism"),
    ("CWE-650", "Trusting HTTP Permission Methods on the Server Side"),
    ("CWE-662", "Improper Synchronization"),
    ("CWE-674", "Uncontrolled Recursion"),
    ("CWE-696", "Incorrect Behavior Order"),
    ("CWE-697", "Incorrect Comparison"),
    ("CWE-706", "Use of Incorrectly-Resolved Name or Reference"),
    ("CWE-755", "Improper Handling of Exceptional Conditions"),
    ("CWE-770", "Allocation of Resources Without Limits or Throttling"),
    ("CWE-798", "Use of Hard-coded Credentials"),
    ("CWE-838", "Inappropriate Encoding for Output Context"),
    ("CWE-862", "Missing Authorization"),
    ("CWE-863", "Incorrect Authorization"),
    (
        "CWE-915",
        "Improperly Controlled Modification of Dynamically-Determined Object Attributes",
    ),
    ("CWE-918", "Server-Side Request Forgery (SSRF)"),
    ("CWE-942", "Permissive Cross-domain Policy with Untrusted Domains"),
    (
        "CWE-943",
        "Improper Neutralization of Special Elements in Data Query Logic",
    ),
    (
        "CWE-1007",
        "Insufficient Visual Distinction of Homoglyphs Presented to User",
    ),
    (
        "CWE-1188",
        "Initialization of a Resource with an Insecure Default",
    ),
    ("CWE-1270", "Generation of Incorrect Security Tokens"),
    ("CWE-1284", "Improper Validation of Specified Quantity in Input"),
    ("CWE-1287", "Improper Validation of Specified Type of Input"),
    ("CWE-1392", "Use of Default Credentials"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_of_the_features_has_a_meaning() {
        for scenario in crate::suite::embedded(&crate::steps::Phrasebook::gather())
            .unwrap()
            .scenarios
        {
            for tag in &scenario.tags {
                let plain = scenario.requirements().any(|id| id == tag) || crate::suite::places(tag);
                assert!(plain || meaning(tag).is_some(), "@{tag} at {}", scenario.place());
            }
        }
    }
}
