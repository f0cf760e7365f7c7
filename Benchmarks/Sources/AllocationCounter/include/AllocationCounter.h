#pragma once
// Preloaded into a server by LD_PRELOAD; nothing is called by name.
