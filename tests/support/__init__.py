"""What tests of several kinds need: waiting for conditions, the stand-ins' controls, meals as they are stored, listeners."""
