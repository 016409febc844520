together-parts = Who does what
together-parts-about = Read only by the agencies of this case; never public.
together-part-open = { $days ->
    [0] Due today
    [one] Due in 1 day
   *[other] Due in { $days } days
}
together-part-overdue = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
together-part-delivered = Delivered
together-part-delivered-late = { $days ->
    [one] Delivered 1 day late
   *[other] Delivered { $days } days late
}
together-part-withdrawn = Taken back
together-delivered-at = Delivered on { $date }
together-came-from = It came from { $agency }
together-handed = Why { $agency } handed it on
together-refused-by = Why { $agency } refused it
together-decided = What the administrator decided
together-undecided = The administrator has not decided yet.
together-decision-all-lead = { $from } and { $to } lead together
together-decision-moves = { $to } leads
together-decision-stays = { $from } goes on leading
together-no-cases = Your agency leads no other case that could be combined.
together-sign-about = Several agencies lead this case and each of them signs; the last signature publishes it at once, and nobody can change it after that.
together-has-signed = Signed by { $signer }
together-to-sign = Still to sign
together-take = Take into the draft
together-take-hint = It is added to the texts below; you can change it before you save.
together-offered-part = What { $agency } delivered
together-offered-case = The texts of “{ $title }”, handled together
field-together-refusal = Reasons for refusing
field-together-agency = Which agency
field-together-asked = What you ask of it
field-together-due-on = By which day
field-together-delivered = Your agency’s part
field-together-delivered-hint = The lead agency reads all of it and can take it into the draft of the response.
field-together-with = Which case
field-together-combine-reasons = Reasons
field-together-separate-reasons = Reasons
field-together-decision = Who leads
field-together-decision-reasons = Reasons
cases-act-refuse-transfer = Refuse the transfer
cases-about-refuse-transfer = Once, and before anything is drafted. The case goes back and the administrator decides who leads; your reasons are public and the deadlines run on.
cases-do-refuse-transfer = Send the case back
cases-act-ask-agency = Ask another agency
cases-about-ask-agency = Ask a supporting or fellow lead agency for its part, by a day among yourselves. It is told.
cases-do-ask-agency = Send
cases-act-deliver = Deliver your part
cases-about-deliver = It can’t be changed once sent; the lead agency is told.
cases-do-deliver = Deliver
cases-act-combine = Handle together
cases-about-combine = Similar cases can be studied together, but each gets an answer of its own, and signatures are never merged. It is public.
cases-do-combine = Combine
cases-act-separate = Handle on its own again
cases-about-separate = From then on this case is handled on its own. It is public.
cases-do-separate = Separate
cases-act-decide-dispute = Decide who leads
cases-about-decide-dispute = Two agencies disagree on who leads. Your decision and its reasons are public, and no agency can send the case back again.
cases-do-decide-dispute = Publish the decision
error-same-case = A case can’t be combined with itself
error-already-together = These cases are handled together already
error-in-other-group = That case is handled together with others; separate it first
error-with-too-many = At most { $max } cases are handled together
error-only-refers = “See case A” is no answer; write what is decided on this case, and why
error-same-as-other = This is the summary of another case handled together, word for word; write an answer of this case’s own
done-transfer-refused = The case is sent back; the administrator decides who leads.
done-part-asked = It is sent; the agency is told.
done-part-delivered = Your part is delivered.
done-cases-combined = The cases are handled together.
done-case-separated = The case is handled on its own again.
done-dispute-decided = The decision is published.
done-response-signed = Your agency has signed; the response is published when the other lead agencies have, too.
fault-transfer-disputed = That agency refused the case before, so the administrator decides who leads. Wait for the decision or write to the administrator.
told-case-part-asked = Your agency’s part is asked for: “{ $title }”
told-case-part-asked-next = What is asked and by when stands on the case’s page, under who does what.
told-case-part-delivered = A part was delivered: “{ $title }”
told-case-part-delivered-next = It stands on the case’s page; you can take it into the draft.
told-case-part-withdrawn = Your agency’s part is no longer asked for: “{ $title }”
told-case-part-withdrawn-next = The lead agency took it back.
told-case-transfer-refused = The receiving agency sent the case back: “{ $title }”
told-case-transfer-refused-next = The administrator decides who leads; the deadlines run on.
told-case-transfer-decided = It is decided who leads: “{ $title }”
told-case-transfer-decided-next = The decision and its reasons are public on the case’s page.
told-case-response-signed = A fellow lead agency has signed; please review the response to “{ $title }”
told-case-response-signed-next = It is published when every lead agency has signed.
event-case-transfer-refused = The receiving agency sent the case back
event-case-transfer-decided = The administrator decided who leads
event-case-combined = Handled together with another case
event-case-separated = Handled on its own again
audit-event-case-part-asked = Another agency asked for its part
audit-event-case-part-delivered = Part delivered
audit-event-case-part-withdrawn = Part no longer asked for
audit-event-case-transfer-refused = Transfer refused
audit-event-case-transfer-decided = Lead decided
audit-event-case-response-signed = Signed by a lead agency
audit-event-case-combined = Cases combined
audit-event-case-separated = Cases separated
