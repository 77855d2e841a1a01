# Debian's archive, as this machine has it, for what the virtual machine is made of. Sourced by bash.

# The lines for apt's list of sources.
sources_of_this_machine() {
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk '$2 ~ /^bookworm/ {print "deb [trusted=yes]", $1, $2, $3}' | sort -u
}

# The same, and the release bookworm-backports, which holds a newer kernel and OpenSSH.
sources_with_backports() {
    sources_of_this_machine
    sources_of_this_machine | awk '$4 == "bookworm" {print $1, $2, $3, "bookworm-backports", $5}'
}
