// load_and_close COUNT: a program that uses PAM COUNT times, each time from
// pam_start(3) to pam_end(3), which loads the module and closes it. Meant to run under valgrind.
#include "tests/integration/stage.hpp"

#include <cstdlib>
#include <iostream>

using namespace mfa::test;
using mfa::wire::Field;
using mfa::wire::Outcome;
using mfa::wire::Verdict;

namespace {

/// A good login, a refused one and a broken helper in turn: no path may leave anything behind.
int one_login(const Stage& stage, int turn) {
    Program program{stage};
    program.answers({"123456"});
    switch (turn % 3) {
    case 0: {
        stage.helper_answers({verdict(Verdict::ask_code), ok().add(Field::ticket, "aabb")});
        const int code = pam_authenticate(program.handle(), 0);
        stage.helper_answers({ok()});
        return code == PAM_SUCCESS && pam_open_session(program.handle(), 0) == PAM_SUCCESS ? 0 : 1;
    }
    case 1:
        stage.helper_answers(
            {verdict(Verdict::ask_code), refused(Outcome::wrong_code, "wrong_code", "Wrong.")});
        return pam_authenticate(program.handle(), 0) == PAM_AUTH_ERR ? 0 : 1;
    default:
        stage.helper_follows("receive\ncrash\n");
        return pam_authenticate(program.handle(), 0) == PAM_AUTHINFO_UNAVAIL ? 0 : 1;
    }
}

} // namespace

int main(int count, char** arguments) {
    const int logins = count > 1 ? std::atoi(arguments[1]) : 1;
    const Stage stage;
    for (int turn = 0; turn < logins; ++turn) {
        if (one_login(stage, turn) != 0) {
            std::cerr << "login " << turn << " ended otherwise\n";
            return 1;
        }
    }
    return 0;
}
