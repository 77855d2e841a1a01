// session_canary: does nothing. pam_mfa.so tries to run it in each limited session that it opens,
// and opens none where that works.
int main() {
    return 0;
}
