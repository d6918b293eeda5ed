/**
 * The words of the phone as types: first what travels (protocol version 1), then what the phone keeps.
 * No code here. Read this first, then domain/ (what is right), store/ (what is kept), sync/ (what is sent).
 *
 * Times are RFC 3339 strings in UTC with milliseconds by the phone's clock unless a name says server; dates are
 * `YYYY-MM-DD` at the site; ids are lower-case UUIDs made here; digests are 64 lower-case hex digits.
 */

// ── What travels ────────────────────────────────────────────────────────────────────────────────────────────

/** @typedef {{ zh: string, en: string }} Words a text in both languages, as the site's data has it */
/** @typedef {"ok"|"defect"|"na"} Result */
/** @typedef {"critical"|"major"|"minor"} Severity */
/** @typedef {"patroller"|"repairer"|"front_desk"|"supervisor"|"manager"} Role */

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {PersonSite[]} sites
 *
 * @typedef {object} PersonSite
 * @property {string} id
 * @property {string} name
 * @property {Role} role
 * @property {{ id: string, name: string, key?: string }[]} departments
 * @property {string} time_zone
 *
 * @typedef {{ device_id: string, token: string, person: Person, server_time: string }} SignInAnswer
 */

/**
 * @typedef {{ min?: number|null, max?: number|null }} Limits inclusive bounds
 *
 * @typedef {object} Item one question of a checklist
 * @property {string} id unique over all checklists
 * @property {Words} text
 * @property {Words} fault the short name on the chip
 * @property {"pass"|"number"|"choice"|"text"|"date"} type
 * @property {string} [unit]
 * @property {Limits|null} [ok] of a date: in days from the visit
 * @property {{ min?: number|null, max?: number|null, severity: Severity }[]} [bands]
 * @property {Choice[]} [choices]
 * @property {"daily"|"weekly"|"monthly"|"quarterly"|"yearly"|"visit"|"event"} frequency
 * @property {Severity} severity
 * @property {string} department
 * @property {number} [safe_h]
 * @property {number} [close_h]
 * @property {"on_defect"|"always"|"never"} photo
 * @property {boolean} [by_hand] must be tried by hand; never filled by "all the rest ok"
 * @property {boolean} [fire_hazard]
 * @property {Words|null} [guidance]
 * @property {string} [source]
 * @property {FollowUp|null} [follow_up] asked once the item is a defect; answered by the answer's value, choice or note
 * @property {Limits|null} [input] what can be typed at all
 * @property {number|null} [decimals]
 * @property {{ kind: "water"|"electricity"|"gas", growth_max?: number|null }|null} [meter] a reading that never falls
 * @property {boolean} [needs_limits] asked only at assets that carry limits for it
 * @property {boolean} [blocking] the visit should not be finished without an answer
 * @property {boolean} [setting]
 * @property {object|null} [season]
 * @property {object|null} [sample]
 * @property {"first"|"last"|null} [window]
 * @property {string[]} [events]
 *
 * @typedef {{ value: string, text: Words, severity?: Severity|null }} Choice
 * @typedef {{ text: Words, type: "number"|"choice"|"text", unit?: string|null, choices?: Choice[] }} FollowUp
 *
 * @typedef {{ key: string, version: number, name: Words, items: Item[] }} Checklist
 */

/**
 * @typedef {{ id: string, kind: string, name: string, checklists: string[], limits?: Record<string, Limits>|null }} Asset
 *
 * @typedef {object} Point
 * @property {string} id
 * @property {string} name
 * @property {string} number four digits
 * @property {string[]} code_hashes
 * @property {string[]} [replaced_code_hashes] those of them whose label is to be replaced on the wall
 * @property {string} floor_id
 * @property {Asset[]} assets
 *
 * @typedef {{ id: string, name: string, building_id: string, floor_id?: string|null, number?: string|null, vacant: boolean, vacant_since?: string|null, checklists: string[] }} Unit
 * @typedef {{ id: string, name: string }} Building
 * @typedef {{ id: string, building_id: string, name: string, ordinal: number }} Floor
 * @typedef {{ buildings: Building[], floors: Floor[], points: Point[], units: Unit[] }} Places
 */

/**
 * @typedef {{ id: string, name: string, stops: string[] }} Route
 * @typedef {{ id: string, name: Words, start: string, end: string }} Window `HH:MM` at the site; an end not after the start is on the next day
 *
 * @typedef {object} Round what is expected: one route in one window on one date
 * @property {string} round_id
 * @property {string} route_id
 * @property {string} window_id
 * @property {string} date
 * @property {string[]} person_ids
 * @property {Record<string, string[]>} due asset id (or unit id) → item ids
 * @property {{ asset_id: string, item: string }[]} proof
 * @property {"ordinary"|"extra"|"practice"} [kind] these six are missing in a bundle fetched from an older server
 * @property {"heavy-rain"|"before-storm"|"after-storm"|"handover"|null} [event] what an extra round is for
 * @property {Words|null} [title] of an extra or practice round
 * @property {string[]} [stops] its points in the order this round walks them
 * @property {string[]} [unit_ids] units it visits as well
 * @property {Inspected[]} [inspected] visits of it that the server knows, so that somebody else can go on
 *
 * @typedef {{ point_id: string|null, unit_id: string|null, person_id: string, at: string }} Inspected
 *
 * @typedef {{ routes: Route[], windows: Window[], rounds: Round[] }} Plan
 */

/**
 * @typedef {object} OpenDefect
 * @property {string} id
 * @property {string|null} asset_id
 * @property {string|null} unit_id
 * @property {string} checklist
 * @property {string} item
 * @property {string} spot
 * @property {Severity} severity
 * @property {string|null} order_id
 * @property {string|null} [photo]
 * @property {number} sightings_count
 * @property {string | null} [order_state] how far the repair is, also where the order is not on this phone
 * @property {string} opened_at
 *
 * @typedef {"reported"|"dispatched"|"accepted"|"in_progress"|"on_hold"|"completed"|"verified"|"closed"|"cancelled"|"merged"} OrderState
 *
 * @typedef {{ step: string, at: string, received_at?: string|null, person_id?: string|null, applied?: boolean, reason?: string|null, note?: string|null }} OrderStep
 *
 * @typedef {object} Order
 * @property {string} id
 * @property {string} number
 * @property {string} site_id
 * @property {OrderState} state
 * @property {Severity} severity
 * @property {string|null} department_id
 * @property {string|null} person_id
 * @property {string[]} defect_ids
 * @property {number} sightings_count
 * @property {{ accept?: string|null, safe?: string|null, close?: string|null }} due
 * @property {boolean} escalated
 * @property {OrderStep[]} steps
 * @property {string} created_at
 * @property {string|null} [incident_id] of an order that comes of an incident, and of no defect
 * @property {string|null} [title] then: what it is about
 * @property {string|null} [place_text] then: where
 *
 * @typedef {{ asset_id?: string|null, unit_id?: string|null, item: string, value: number|string, at: string }} LastReading
 * @typedef {{ asset_id?: string|null, unit_id?: string|null, item: string, sha256: string, taken_at?: string|null }} LastPhoto
 * @typedef {{ name: Words, phone: string }} EmergencyPhone
 * @typedef {{ unit_id: string, due_on: string, last_at?: string|null, items?: string[], reason?: string, overdue?: boolean }} UnitDue a vacant unit to be inspected by that date; items: asked there then; reason: due, recheck, leak or storm
 *
 * @typedef {object} BundleKey a key of the cabinet as the server told
 * @property {string} id
 * @property {string} number
 * @property {string} name
 * @property {"unit"|"area"|"room"} kind
 * @property {string|null} unit_id
 * @property {"in"|"out"|"lost"} state
 * @property {string|null} held_by null where it is in the cabinet, or with somebody from outside
 * @property {string|null} borrowed_at by the server's clock
 * @property {string|null} due_at
 * @property {string|null} purpose
 * @property {string|null} order_id
 * @property {boolean} needs_approval the keeper alone may not hand it to this person
 * @property {"due"|"end_of_day"|"next_day"|"lost"|null} overdue
 * @property {string|null} [floor_id]
 * @property {string|null} [point_id]
 * @property {number} [copies]
 * @property {{ step: string, person_id: string|null, at: string, why_not: string }[]} [misfits] steps kept without effect
 *
 * @typedef {object} Retake
 * @property {string} id
 * @property {string} report_id
 * @property {string|null} point_id
 * @property {string|null} unit_id
 * @property {string|null} asset_id
 * @property {string|null} item
 * @property {string} photo digest of the first one
 * @property {string} reason
 * @property {string} asked_by
 * @property {string} asked_at
 *
 * @typedef {{ person_id: string, name: string, phone: string, until: string|null, stand_in?: { person_id: string, name: string, phone: string }|null }} Duty
 *
 * @typedef {"unopened"|"open"|"noticed"|"handed_over"|"closed"} IncidentState unopened: its first report is on another phone
 *
 * @typedef {object} IncidentStep
 * @property {IncidentBody["step"]} step
 * @property {string} at
 * @property {string|null} person_id
 * @property {string} description
 * @property {string|null} [due_at] of a notice: until when it is to be put right
 * @property {boolean|null} [put_right] of a re-check
 * @property {string[]} [photos] digests
 *
 * @typedef {object} Incident
 * @property {string} id
 * @property {string} category
 * @property {IncidentState} state
 * @property {number|null} level
 * @property {Severity|null} severity
 * @property {string|null} point_id
 * @property {string|null} unit_id
 * @property {string|null} place_text
 * @property {string} description
 * @property {string|null} opened_at
 * @property {string|null} opened_by
 * @property {string|null} due_at the next re-check
 * @property {string|null} [report_by] until when company and district must know
 * @property {string|null} order_id
 * @property {IncidentStep[]} steps
 *
 * @typedef {{ id: string, name: string, building_id: string, unit_id: string|null, leftovers: { defect_id: string, owner: "developer"|"contractor"|"own", promised_on: string|null }[] }} TakeOver
 *   of a unit, or (unit_id null) of a building's common parts, with what is still open of it
 *
 * @typedef {object} Day
 * @property {TakeOver[]} [takeovers]
 * @property {{ id: string, name: string, phone?: string|null }[]} people
 * @property {{ id: string, key: string, name: string }[]} departments
 * @property {OpenDefect[]} open_defects
 * @property {Order[]} orders
 * @property {Retake[]} retakes photos of my reports asked for once more
 * @property {BundleKey[]} keys the cabinet
 * @property {UnitDue[]} units_due
 * @property {LastReading[]} last_readings
 * @property {LastPhoto[]} last_photos
 * @property {Words[]} briefing
 * @property {string|null} note the supervisor's
 * @property {EmergencyPhone[]} emergency_phones
 * @property {Duty|null} [duty] who is on duty now: whom to ring first
 * @property {Incident[]} [incidents] my own, and the site's open emergencies; a bundle kept from before has none
 * @property {{ date: string, text: string, person_id: string|null, at: string }|null} [diary_answer] to my last diary
 *
 * @typedef {object} Settings
 * @property {number} photo_max_px
 * @property {number} photo_max_bytes
 * @property {boolean} gallery_allowed
 * @property {boolean} location
 * @property {{ kid: string, spki: string }|null} parcel_key
 * @property {string[]} photo_prints
 * @property {{ version: number, text: Words, given: { version: number, at: string }|null }|null} [consent] what is
 *   recorded about staff; given: the newest version the person has agreed to, on this phone or another
 * @property {Pace|null} [pace]
 * @property {string} [keys_back_by] `HH:MM` at the site, when a borrowed key is to be back
 *
 * @typedef {object} Pace from what on a walk counts as implausibly fast
 * @property {number} scan_seconds between scans on different floors
 * @property {number} floors_per_minute
 * @property {number} card_seconds
 *
 * @typedef {object} PaceVisit one visit of a walk
 * @property {string} id
 * @property {string} started_at
 * @property {string} finished_at
 * @property {string|null} building_id
 * @property {string|null} floor_id
 * @property {number|null} level the floor's height in its building (1 is the ground floor, -1 the first basement)
 * @property {number} cards_count assets checked there
 *
 * @typedef {object} PaceDoubt
 * @property {"scans-too-close"|"floors-too-fast"|"cards-too-fast"} code
 * @property {string} id of the visit
 * @property {number} measured seconds since the last scan, floors a minute, seconds per card
 * @property {number} limit what it passed
 */

/**
 * @typedef {{ places: Places, checklists: Checklist[], plan: Plan, day: Day, settings: Settings }} BundleData
 * @typedef {"places"|"checklists"|"plan"|"day"|"settings"} PartName
 *
 * @typedef {object} BundleAnswer as GET /api/v1/bundle answers; a part without data has not changed
 * @property {string} version
 * @property {string} site_id
 * @property {string} server_time
 * @property {Record<string, BundlePart>} parts
 *
 * @typedef {{ digest: string, data?: any, sections?: Record<string, { digest: string, data?: any }> }} BundlePart
 *   sections: its fields one by one, each without data where it has not changed
 */

/**
 * @typedef {"qr"|"nfc"|"number"|"manual"} PresenceMethod
 * @typedef {{ method: PresenceMethod, code?: string|null, at: string, reason?: string|null }} Presence
 * @typedef {{ lat: number, lon: number, accuracy_m: number, at: string }} Location
 * @typedef {{ rolled_over?: boolean, changed?: boolean, misread_before?: boolean, old_end?: number, new_start?: number, serial?: string }} Meter
 * @typedef {"evidence"|"proof"|"before"|"after"|"annotated"} PhotoRole
 *
 * @typedef {object} WirePhoto
 * @property {string} sha256
 * @property {number} bytes
 * @property {number} width
 * @property {number} height
 * @property {string} taken_at
 * @property {"camera"|"gallery"} source
 * @property {PhotoRole} role
 * @property {string} [of] digest of the original of an annotated copy
 *
 * @typedef {object} WireItem
 * @property {string} item
 * @property {Result} result
 * @property {number|string} [value]
 * @property {string} [choice]
 * @property {string} [preset]
 * @property {string} [spot]
 * @property {Severity} [severity]
 * @property {string} [severity_reason]
 * @property {string} [note]
 * @property {boolean} [beyond_me]
 * @property {boolean} [handled_on_spot]
 * @property {string[]} photos
 * @property {string} [sighting_of]
 * @property {"still"|"worse"|"gone"} [sighting]
 * @property {string} [separate_from]
 * @property {Meter} [meter]
 *
 * @typedef {{ asset_id?: string, checklist: { key: string, version: number }, asked: string[], items: WireItem[] }} WireCheck
 * @typedef {{ round_id: string }} RoundRef
 * @typedef {"inspection"|"patrol"|"work"|"incident"|"key"|"diary"|"addendum"} ReportKind
 * @typedef {{ server_time: string, device_time: string, elapsed_ms?: number }} ClockComparison
 *
 * @typedef {object} InspectionBody
 * @property {string} [patrol_id]
 * @property {RoundRef} [round]
 * @property {string} [point_id]
 * @property {string} [unit_id]
 * @property {string} started_at
 * @property {string} finished_at
 * @property {Presence} [presence]
 * @property {Location} [location]
 * @property {WireCheck[]} checks
 * @property {WirePhoto[]} photos
 * @property {string} [note]
 *
 * @typedef {object} PatrolBody
 * @property {string} patrol_id
 * @property {RoundRef} round
 * @property {string} started_at
 * @property {string} finished_at
 * @property {boolean} finished_by_hand
 * @property {{ point_id: string, state: "done"|"skipped", reason?: string, inspection_id?: string }[]} stops
 * @property {string} [note]
 *
 * @typedef {"accept"|"arrive"|"start"|"make_safe"|"hold"|"resume"|"complete"|"send_back"|"escalate"|"comment"|"verify"|"return_visit"} WorkStep
 *
 * @typedef {object} WorkBody
 * @property {string} order_id
 * @property {WorkStep} step
 * @property {string} at
 * @property {string} [reason]
 * @property {string} [note]
 * @property {string} [until] date
 * @property {"passed"|"refused"} [verdict]
 * @property {Presence} [presence]
 * @property {WirePhoto[]} photos
 * @property {string} [safeguard]
 * @property {number} [minutes]
 * @property {{ name: string, quantity: number, unit?: string, cost_cents?: number }[]} [materials]
 * @property {object|"not_reached"} [answer]
 *
 * @typedef {object} AddendumBody
 * @property {string} of
 * @property {string} at
 * @property {"correction"|"photo_later"|"photo_lost"|"retake"} reason
 * @property {string} [retake_id]
 * @property {string[]} [lost_photos]
 * @property {WireCheck[]} [checks]
 * @property {WirePhoto[]} [photos]
 * @property {string} [note]
 *
 * @typedef {object} IncidentBody one entry in an incident's timeline
 * @property {string} incident_id
 * @property {"open"|"note"|"notice"|"recheck"|"hand_over"|"close"} step
 * @property {string} category
 * @property {1|2|3|4} [level]
 * @property {string} [point_id]
 * @property {string} [unit_id]
 * @property {string} [place_text]
 * @property {string} at
 * @property {string} description
 * @property {Severity} [severity]
 * @property {string} [due_at]
 * @property {object|boolean} [order]
 * @property {WirePhoto[]} photos
 * @property {{ name?: string, phone?: string }[]} [contacts]
 * @property {boolean} [put_right] of a re-check: whether it is right now
 *
 * @typedef {object} KeyBody a key borrowed, given back or lost
 * @property {string} key_id
 * @property {"borrow"|"return"|"lost"} step
 * @property {string} at
 * @property {string} [purpose]
 * @property {string} [due_at]
 * @property {string} [unit_state]
 * @property {string} [note]
 * @property {string} [order_id]
 * @property {string} [inspection_id] the visit it is borrowed for
 *
 * @typedef {object} DiaryBody a person's working day
 * @property {string} date
 * @property {{ kind: string, text: string, ref?: string|object }[]} entries
 * @property {string} [suggestions]
 * @property {string} submitted_at
 *
 * @typedef {InspectionBody|PatrolBody|WorkBody|AddendumBody|IncidentBody|KeyBody|DiaryBody} ReportBody
 *
 * @typedef {object} ReportHead everything of a report but its body
 * @property {string} id
 * @property {ReportKind} kind
 * @property {string} device_id
 * @property {string} person_id
 * @property {string} site_id
 * @property {number} seq
 * @property {string|null} previous
 * @property {string} sealed_at
 * @property {number} utc_offset_minutes
 * @property {ClockComparison} [clock]
 * @property {string} bundle
 * @property {string} app_version
 */

/**
 * @typedef {object} Problem what a refusal says (application/problem+json), in the person's language
 * @property {string} title
 * @property {number} status
 * @property {string} code
 * @property {boolean} retry
 * @property {string} [type]
 * @property {string} [detail]
 * @property {{ path: string, message: string }[]} [errors]
 * @property {string} [state] of an order, with step-not-applied
 * @property {string|null} [moved_by]
 * @property {string|null} [moved_at]
 *
 * @typedef {{ report_id: string|null, digest: string, outcome: string, received_at: string, photos: string[], kid: string, alg: string, signature: string, completed_at?: string }} Receipt
 * @typedef {{ id: string|null, digest: string, outcome: string, receipt: Receipt, missing_photos: string[], flags: string[], problem?: Problem|null }} ReportResult
 * @typedef {{ id: string, state: string, missing_photos: string[], damaged_photos: string[], receipt?: Receipt|null }} ReportStatus
 */

// ── What the phone keeps ────────────────────────────────────────────────────────────────────────────────────

/**
 * @typedef {object} SignedIn a person who has signed in on this phone
 * @property {string} person_id
 * @property {Person} person
 * @property {string} token
 * @property {string} device_id
 * @property {string|null} site_id the site chosen now
 * @property {"active"|"sending-only"} state "sending-only": signed out, but what was sealed still goes out
 * @property {"good"|"refused"} token_state "refused": sign in again before anything can be sent
 * @property {string} signed_in_at
 * @property {Consent|null} [consent] the newest text agreed to on this phone
 *
 * @typedef {object} Consent the person was told what is recorded about staff and agreed
 * @property {number} version
 * @property {string} at
 * @property {"zh"|"en"} language in which it was read
 * @property {"waiting"|"kept"|"refused"} state kept: the server has it; refused: it knows no such version
 *
 * @typedef {object} Bundle one person's bundle of one site, whole at any time
 * @property {string} person_id
 * @property {string} site_id
 * @property {string} version
 * @property {string} server_time
 * @property {string} fetched_at
 * @property {Record<PartName, string>} digests
 * @property {Record<string, string>} [section_digests] `part.section` → digest, of parts that came in sections
 * @property {BundleData} data
 */

/**
 * @typedef {object} Card one asset (or a unit's own checklist) with what is asked of it, as it was when the draft was opened
 * @property {string} key
 * @property {string|null} asset_id
 * @property {string|null} asset_name null for a unit's own checklist
 * @property {string} kind
 * @property {{ key: string, version: number }} checklist
 * @property {Words} name the checklist's
 * @property {string} visit_on the site's date of the visit
 * @property {Item[]} items what is due now, with the asset's own limits put in
 * @property {Item[]} others the checklist's other items: not asked, yet a fault of them can be reported
 * @property {OpenDefect[]} known open defects of this asset
 * @property {string[]} proof items whose "ok" asks for a proof photo
 * @property {Record<string, { value: number|string, at: string }>} last the last reading by item
 * @property {Record<string, string>} last_photos the last photo's digest by item
 * @property {Result|null} verdict the tap on the card
 * @property {boolean} bulk the verdict was filled by "all the rest ok"
 * @property {Answer[]} answers
 * @property {boolean} [by_item] every item is answered for itself (a unit's own checklist); the card has no verdict of its own
 * @property {string|null} [empty_since] of a vacant unit: since when it stands empty (null: nobody knows); absent: somebody may use its meters
 *
 * @typedef {object} Answer one line about one item of a card; the same item may have several
 * @property {string} key unique in the draft
 * @property {string} item
 * @property {Result} result
 * @property {boolean} [judged] the result came from the value and not from the person
 * @property {number|string|null} [value]
 * @property {string|null} [choice]
 * @property {string|null} [preset]
 * @property {string|null} [spot]
 * @property {Severity|null} [severity]
 * @property {string|null} [severity_reason]
 * @property {string|null} [note]
 * @property {boolean} [beyond_me]
 * @property {boolean} [handled_on_spot]
 * @property {string[]} photos digests, in the order taken
 * @property {"shown"|"rang"|null} [ring] of a critical fault: the numbers stood on the screen, one was tapped; told in the note
 * @property {string|null} [sighting_of]
 * @property {"still"|"worse"|"gone"|null} [sighting]
 * @property {string|null} [separate_from]
 * @property {Meter|null} [meter]
 * @property {boolean} [bulk] filled by "all the rest ok", on a card answered item by item
 * @property {Partial<Answer>|null} [aside] what was said of a fault before it was called ok: back when it is a fault again
 *
 * @typedef {Partial<Omit<Answer, "key"|"item"|"photos">>} AnswerChange
 *
 * @typedef {object} Asking which place of the draft has the camera open, saved before it opens
 * @property {string|null} card null: a photo of the whole visit
 * @property {string|null} answer
 * @property {string|null} [item] for an item that has no answer yet (proof of an "ok")
 * @property {PhotoRole} role
 * @property {string} since
 *
 * @typedef {object} Draft one visit to a point or unit, not yet sealed; its id becomes the report's
 * @property {string} id
 * @property {string} person_id
 * @property {string} site_id
 * @property {string} bundle
 * @property {string|null} patrol_id
 * @property {string|null} round_id
 * @property {string|null} point_id
 * @property {string|null} unit_id
 * @property {string} place_name
 * @property {string} started_at
 * @property {string} changed_at
 * @property {Presence|null} presence
 * @property {Location|null} location
 * @property {Card[]} cards
 * @property {WirePhoto[]} photos
 * @property {string} note
 * @property {Asking|null} asking
 * @property {string[]} [doubted] digests of photos that look like one used before, until the person has decided
 * @property {{ draft_id: string, reports: Record<string, string>, cards: Card[], photos: WirePhoto[], note: string }|null} correction_of
 *   set when this draft changes a sealed visit: its id, card key → report id, and the visit as it stood
 *
 * @typedef {object} SealedVisit a sealed draft as it stands with its corrections, kept as long as its report
 * @property {string} id the draft's
 * @property {string} person_id
 * @property {string|null} patrol_id
 * @property {Draft} draft
 * @property {Record<string, string>} reports card key → report id
 * @property {string} sealed_at
 */

/**
 * @typedef {object} WorkDraft what a technician has put into one step of an order, not yet sealed
 * @property {string} person_id
 * @property {string} order_id
 * @property {WorkStep} step
 * @property {string} reason
 * @property {string} note
 * @property {string|null} until date
 * @property {string} safeguard
 * @property {number|null} minutes
 * @property {{ name: string, quantity: number, unit?: string, cost_cents?: number }[]} materials
 * @property {Presence|null} presence
 * @property {"passed"|"refused"|null} verdict
 * @property {WirePhoto[]} photos
 * @property {Asking|null} asking
 * @property {string} changed_at
 */

/**
 * @typedef {object} DiaryDraft a day's diary being written, not yet sealed
 * @property {string} person_id
 * @property {string} site_id
 * @property {string} date
 * @property {DiaryLine[]} entries
 * @property {string[]} dropped keys of drafted entries that the person took out: they do not come back
 * @property {string} suggestions
 * @property {string} changed_at
 * @property {string|null} report_id of the last one sealed
 * @property {string|null} [sealed_at]
 *
 * @typedef {object} DiaryLine an entry of a diary
 * @property {string} key what it speaks of, so that it is drafted only once
 * @property {string} kind
 * @property {string} text
 * @property {string} [ref]
 * @property {boolean} [edited] the person's own words: no longer drafted anew
 *
 * @typedef {object} IncidentDraft an incident as one person of this phone knows it, with what is typed and not yet sealed
 * @property {string} incident_id the store's key: person and incident, for two persons of a phone may add to the same one
 * @property {string} id the incident's
 * @property {string} person_id
 * @property {string} site_id
 * @property {string} changed_at
 * @property {IncidentWords} draft
 * @property {Asking|null} asking
 * @property {IncidentBody[]} sealed the steps told from this phone, oldest first
 *
 * @typedef {object} IncidentWords what is being written for the next step
 * @property {string} category
 * @property {string} description
 * @property {string} place_text
 * @property {string|null} point_id
 * @property {string|null} unit_id
 * @property {1|2|3|4|null} level
 * @property {string} due_on date
 * @property {boolean|null} put_right
 * @property {boolean} order
 * @property {string} contact_name
 * @property {string} contact_phone
 * @property {WirePhoto[]} photos
 *
 * @typedef {object} Lock a person's passcode on this phone
 * @property {string} person_id
 * @property {string} salt base64url
 * @property {string} check base64url, derived from the passcode
 * @property {number} iterations of the derivation
 * @property {number} wrong_count tries since the last right one
 * @property {string} set_at
 * @property {number} after_minutes out of sight, after which the app locks itself
 */

/**
 * @typedef {object} Patrol one walk of a round
 * @property {string} patrol_id
 * @property {string} person_id
 * @property {string} site_id
 * @property {string} bundle
 * @property {string} round_id
 * @property {string} route_name
 * @property {string} date
 * @property {string} window_start_at
 * @property {string} window_end_at
 * @property {string} started_at
 * @property {string} changed_at
 * @property {string|null} finished_at null while walking
 * @property {string|null} report_id of the sealed patrol
 * @property {PatrolStop[]} stops in walking order
 * @property {string} note
 *
 * @typedef {object} PatrolStop
 * @property {string} point_id
 * @property {"todo"|"done"|"skipped"} state
 * @property {string|null} reason
 * @property {string|null} inspection_id
 * @property {string|null} at
 */

/**
 * @typedef {object} Photo what is kept of a photo beside its bytes (which lie apart, in `photo_bytes`)
 * @property {string} person_id
 * @property {string} sha256
 * @property {string} mime
 * @property {number} bytes
 * @property {number} width
 * @property {number} height
 * @property {string} taken_at
 * @property {"camera"|"gallery"} source
 * @property {PhotoRole} role
 * @property {string|null} of
 * @property {number} darkness 0 bright … 1 black
 * @property {number} blur 0 sharp … 1 blurred
 * @property {string} print perceptual hash, 16 hex digits
 * @property {"draft"|"waiting"|"delivered"|"unreadable"|"parked"|"lost"} state "unreadable": the server could not open it; "lost": its bytes are gone from this phone
 * @property {Problem|null} problem
 * @property {number} attempts
 *
 * @typedef {{ bytes: ArrayBuffer, mime: "image/jpeg", width: number, height: number, darkness: number, blur: number, print: string }} ShrunkPhoto
 */

/**
 * @typedef {object} OutboxReport a sealed report (its line lies apart, in `lines`)
 * @property {string} id
 * @property {string} person_id
 * @property {string} device_id
 * @property {string} site_id
 * @property {ReportKind} kind
 * @property {number} seq
 * @property {string} digest
 * @property {number} bytes of the line
 * @property {string} sealed_at
 * @property {"sealed"|"delivered"|"confirmed"|"parked"} state
 * @property {string|null} outcome
 * @property {Problem|null} problem
 * @property {string[]} flags
 * @property {Receipt|null} receipt
 * @property {string[]} photos digests this report needs on the server
 * @property {string[]} missing_photos as the server last said
 * @property {string[]} damaged_photos
 * @property {string[]} lost_photos declared lost by an addendum
 * @property {boolean} critical has a critical defect
 * @property {ReportAbout} about
 * @property {string|null} delivered_at
 * @property {string|null} confirmed_at
 * @property {number} attempts
 *
 * @typedef {object} ReportAbout what a person needs to recognise a report by, and what the order view needs
 * @property {string} [title] a place's name, an order's number
 * @property {string} [point_id]
 * @property {string} [unit_id]
 * @property {string} [patrol_id]
 * @property {string} [draft_id]
 * @property {string} [of]
 * @property {string} [reason] an addendum's
 * @property {string} [retake_id] which retake an addendum answers
 * @property {string} [order_id]
 * @property {string} [key_id]
 * @property {string} [incident_id]
 * @property {WorkStep} [step]
 * @property {KeyBody["step"]} [key_step]
 * @property {string} [key_purpose]
 * @property {IncidentBody["step"]} [incident_step]
 * @property {string} [at]
 * @property {string} [step_reason]
 * @property {string} [note]
 * @property {"passed"|"refused"} [verdict]
 */

// ── What the sync screen shows ──────────────────────────────────────────────────────────────────────────────

/**
 * @typedef {object} NeedsYou something only a person can settle
 * @property {"sign-in"|"report-parked"|"photo-parked"|"photo-lost"|"photo-unreadable"} kind
 * @property {string} [report_id]
 * @property {string} [sha256]
 * @property {string} title
 * @property {Problem|null} problem
 *
 * @typedef {object} PhotoRow
 * @property {string} sha256
 * @property {Photo["state"]|"sending"} state
 * @property {number} bytes
 * @property {PhotoRole|null} role
 * @property {Problem|null} problem
 *
 * @typedef {object} ReportRow
 * @property {string} id
 * @property {ReportKind} kind
 * @property {string} title
 * @property {string} sealed_at
 * @property {OutboxReport["state"]|"sending"} state
 * @property {string|null} outcome
 * @property {Problem|null} problem
 * @property {string[]} flags
 * @property {number} bytes
 * @property {string|null} confirmed_at
 * @property {ReportAbout} about
 * @property {PhotoRow[]} photos
 *
 * @typedef {object} SyncState
 * @property {string|null} person_id whose it is; null: nobody is at work
 * @property {"needs-you"|"sending"|"offline"|"waiting"|"synced"} kind what the chip says; "synced" only when the server has confirmed everything
 * @property {number} waiting_count reports and photos not yet on the server
 * @property {number} reports_waiting
 * @property {number} photos_waiting
 * @property {number} bytes_waiting
 * @property {number} unconfirmed_count delivered, but the server has not yet said "complete"
 * @property {number} others_waiting what other persons of this phone still have to send (reports)
 * @property {NeedsYou[]} needs_you
 * @property {ReportRow[]} reports newest first
 * @property {string|null} contact_at when the server last answered
 * @property {string|null} retry_at when sending is tried again by itself
 * @property {boolean} is_patient the server was reached and can't take it now
 * @property {boolean} is_sending
 * @property {boolean} is_offline the last attempt could not reach the server
 */

export {};
