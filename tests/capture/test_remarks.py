from pkcedoctor.capture.remarks import Remarks


def test_each_remark_is_one_sentence_with_its_places() -> None:
    remarks = Remarks()
    remarks.add("The file was mended")
    remarks.add("Entries were left out", "entry 1")
    remarks.add("The file was mended")
    for place in range(2, 8):
        remarks.add("Entries were left out", f"entry {place}")
    remarks.add("A body is odd", "entry 3")
    assert remarks.sentences() == (
        "The file was mended.",
        "Entries were left out (entry 1, entry 2, entry 3, entry 4 and 3 more).",
        "A body is odd (entry 3).",
    )
