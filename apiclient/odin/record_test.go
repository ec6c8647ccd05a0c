package odin_test

import "banyan/capacity"

func n(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }

func unlimited() capacity.Reading { return capacity.Read(capacity.Unlimited()) }
