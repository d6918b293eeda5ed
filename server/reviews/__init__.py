"""Looking at evidence: what somebody who decides asks of it.

So far the retake (补拍): a photo is asked for once more, with a reason. It goes to the phone of whoever reported, is
answered there by an addendum, and both photos are shown side by side. Verdicts about a whole report come beside it.
"""
