// Sessions where the kernel has no audit session ids: who stands above whom decides.
#include "engine/session/session_key.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <algorithm>
#include <map>
#include <unistd.h>

using namespace mfa;
using namespace mfa::session;

namespace {

class FakeProcesses final : public ProcessTable {
public:
    [[nodiscard]] Result<ProcessStart> find(pid_t pid) const override {
        const auto found = table.find(pid);
        if (found == table.end()) {
            return Error{ErrorKind::not_found, "find a process"};
        }
        return found->second;
    }
    void add(const ProcessStart& process) { table[process.pid] = process; }

    std::map<pid_t, ProcessStart> table;
};

/// Two sessions of one user: sshd 100 with shell 110 and program 120, sshd 200 with shell 210.
struct Bench {
    Bench() {
        processes.add({1, 0, 1, 1});
        processes.add({50, 1, 50, 10});
        processes.add({100, 50, 50, 1000});
        processes.add({110, 100, 110, 1010});
        processes.add({120, 110, 110, 1020});
        processes.add({200, 50, 50, 2000});
        processes.add({210, 200, 210, 2010});
    }
    FakeProcesses processes;
};

bool has(const SessionPlace& place, const SessionKey& key) {
    return std::find(place.candidates.begin(), place.candidates.end(), key) !=
           place.candidates.end();
}

void a_session_is_found_from_its_front_end_up_to_who_opened_it() {
    const Bench bench;
    const auto place = find_by_leader(bench.processes, 120, 110);
    CHECK(place.candidates == (std::vector<SessionKey>{"process-120-1020", "process-110-1010",
                                                       "process-100-1000", "process-50-10"}));
    CHECK_EQUAL(place.own.value(), "process-110-1010");
    CHECK(!place.audit_id);
}

void the_number_of_a_front_end_that_ended_leads_into_no_other_session() {
    // A socket made by a process that has ended; its number is now of a child of the other session.
    Bench bench;
    bench.processes.add({300, 110, 110, 5000});
    const auto place = find_by_leader(bench.processes, 300, 210);
    CHECK(place.candidates ==
          (std::vector<SessionKey>{"process-210-2010", "process-200-2000", "process-50-10"}));
    CHECK_EQUAL(place.own.value(), "process-210-2010");
}

void a_front_end_that_is_gone_changes_nothing() {
    const Bench bench;
    for (const pid_t gone : {999, 0, -1}) {
        const auto place = find_by_leader(bench.processes, gone, 110);
        CHECK_EQUAL(place.own.value(), "process-110-1010");
        CHECK(has(place, "process-100-1000"));
    }
}

void a_parent_younger_than_its_child_is_another_process() {
    // sshd 100 has ended and left the shell behind; its number is another's before we look.
    Bench bench;
    bench.processes.add({100, 200, 50, 6000});
    const auto place = find_by_leader(bench.processes, 120, 110);
    CHECK(place.candidates == (std::vector<SessionKey>{"process-120-1020", "process-110-1010"}));
}

void a_job_whose_leader_has_ended_is_itself_alone() {
    Bench bench;
    bench.processes.table.erase(110);
    bench.processes.add({120, 1, 110, 1020});
    const auto place = find_by_leader(bench.processes, 120, 110);
    CHECK_EQUAL(place.own.value(), "process-120-1020");
    CHECK_EQUAL(place.candidates.size(), 1U);
    CHECK(!find_by_leader(bench.processes, 210, 110).own);
}

void a_job_whose_leader_is_out_of_sight_is_itself_alone() {
    Bench bench;
    bench.processes.add({120, 110, 0, 1020});
    const auto place = find_by_leader(bench.processes, 120, 0);
    CHECK_EQUAL(place.own.value(), "process-120-1020");
    CHECK(place.candidates == (std::vector<SessionKey>{"process-120-1020"}));
    CHECK(!find_by_leader(bench.processes, 210, 0).own);
}

void a_circle_of_parents_ends() {
    Bench bench;
    bench.processes.add({110, 120, 110, 1010});
    bench.processes.add({120, 110, 120, 1010});
    CHECK(find_by_leader(bench.processes, 0, 110).candidates.size() <= 64U);
}

void the_kernels_own_table_has_this_process_in_its_session() {
    const SystemProcessTable processes;
    const auto self = CHECK_OK(processes.find(::getpid()));
    CHECK_EQUAL(self.session, ::getsid(0));
}

} // namespace

int main() {
    return mfa::test::run(
        "session/session_key",
        {
            TEST(a_session_is_found_from_its_front_end_up_to_who_opened_it),
            TEST(the_number_of_a_front_end_that_ended_leads_into_no_other_session),
            TEST(a_front_end_that_is_gone_changes_nothing),
            TEST(a_parent_younger_than_its_child_is_another_process),
            TEST(a_job_whose_leader_has_ended_is_itself_alone),
            TEST(a_job_whose_leader_is_out_of_sight_is_itself_alone),
            TEST(a_circle_of_parents_ends),
            TEST(the_kernels_own_table_has_this_process_in_its_session),
        });
}
