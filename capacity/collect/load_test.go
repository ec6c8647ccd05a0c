package collect

import "testing"

func TestThereIsRoomWhileTheConnectionIsNotFull(t *testing.T) {
	l := load{most: 2, room: make(chan struct{}, 1)}
	first := l.begin()
	if !l.hasRoom() {
		t.Error("one tenant that asks for nothing yet leaves room for another")
	}
	first.set(2, Progress{Known: 3})
	if l.hasRoom() {
		t.Error("one large tenant fills the connection")
	}
	second := l.begin() // at the same moment
	if second.end(); l.hasRoom() || len(l.room) > 0 {
		t.Error("the first fills it still")
	}
	first.set(1, Progress{Done: 1, Known: 3})
	if len(l.room) != 1 || !l.hasRoom() {
		t.Error("a request ended and there is no room")
	}
	first.end() // was cut off
	if got := l.progress(); got != (Progress{Done: 1, Known: 1}) || l.busy.Load() != 0 {
		t.Errorf("%+v, %d busy", got, l.busy.Load())
	}
}
