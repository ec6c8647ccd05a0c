package change_test

const victimEnv = "BANYAN_CHANGE_VICTIM"

func victim(string) {}
