"""Mails as mail servers send them back. The people and machines are invented, the shapes are not."""

ID = "<5f0c2e9a7b1d4c3e8f6a0b9d2c1e7f4a3b5d6c8e@example.test>"

POSTFIX = f"""\
Return-Path: <>
Received: by mail.example.org (Postfix)
\tid 4D2F51A2B3; Mon, 23 Nov 2026 09:15:02 +0100 (CET)
Date: Mon, 23 Nov 2026 09:15:02 +0100 (CET)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: portal@example.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9A8B71A2B0.1795421702/mail.example.org"
Message-Id: <20261123081502.4D2F51A2B3@mail.example.org>

This is a MIME-encapsulated message.

--9A8B71A2B0.1795421702/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<anna@example.test>: host mx.example.test[192.0.2.25] said: 550 5.1.1
    <anna@example.test>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

--9A8B71A2B0.1795421702/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 9A8B71A2B0
X-Postfix-Sender: rfc822; portal@example.test
Arrival-Date: Mon, 23 Nov 2026 09:15:01 +0100 (CET)

Final-Recipient: rfc822; anna@example.test
Original-Recipient: rfc822;anna@example.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.test
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.test>: Recipient address
    rejected: User unknown

--9A8B71A2B0.1795421702/mail.example.org
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <portal@example.test>
Message-ID: {ID}
From: Portal <portal@example.test>
To: anna@example.test
Subject: Your visit
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The code is 12-34.

--9A8B71A2B0.1795421702/mail.example.org--
"""

EXIM = f"""\
Return-path: <>
Received: from Debian-exim by mx.example.org with local (Exim 4.96)
\tid 1tEqXk-000Abc-2f
\tfor portal@example.test; Mon, 23 Nov 2026 09:15:02 +0100
X-Failed-Recipients: anna@example.test
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: portal@example.test
References: {ID}
Content-Type: multipart/report; report-type=delivery-status; boundary=1795421702-eximdsn-1804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tEqXk-000Abc-2f@mx.example.org>

--1795421702-eximdsn-1804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  anna@example.test
    host mx.example.test [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<anna@example.test>:
    550 No such person at this address

--1795421702-eximdsn-1804289383
Content-type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Action: failed
Final-Recipient: rfc822;anna@example.test
Status: 5.0.0
Remote-MTA: dns; mx.example.test
Diagnostic-Code: smtp; 550 No such person at this address

--1795421702-eximdsn-1804289383
Content-type: message/rfc822

Return-path: <portal@example.test>
Received: from portal.example.test ([192.0.2.7])
\tby mx.example.org with esmtps (Exim 4.96)
\tid 1tEqXj-000Aba-1d
From: Portal <portal@example.test>
To: anna@example.test
Subject: Your visit
Message-ID: {ID}

The code is 12-34.

--1795421702-eximdsn-1804289383--
"""

OFFICE_365 = f"""\
Received: from AM0PR01CA0001.eurprd01.prod.exchangelabs.example (2001:db8::16) by
 DB8PR01MB0002.eurprd01.prod.exchangelabs.example with HTTPS; Mon, 23 Nov 2026
 08:15:04 +0000
MIME-Version: 1.0
From: <postmaster@office.example.org>
To: <portal@example.test>
Date: Mon, 23 Nov 2026 08:15:03 +0000
Content-Type: multipart/report; report-type=delivery-status;
 boundary="abb26ca5-2a0f-4e6f-9a3e-8f7f2c8f1f4b"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: pl-PL
Message-ID: <0c7c2a32-6b9e-4f7c-9b0f-1d2e3f405162@AM0PR01MB0001.eurprd01.prod.exchangelabs.example>
In-Reply-To: {ID}
References: {ID}
Subject: =?utf-8?B?TmllIG1vxbxuYSBkb3N0YXJjennEhzogVHdvamEgd2l6eXRh?=
Auto-Submitted: auto-replied

--abb26ca5-2a0f-4e6f-9a3e-8f7f2c8f1f4b
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="54d4ec1e-9c0e-4d4f-8bb9-4b1cb6c1a111"

--54d4ec1e-9c0e-4d4f-8bb9-4b1cb6c1a111
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

V2lhZG9tb8WbY2kgbmllIG1vxbxuYSBkb3N0YXJjennEhy4=

--54d4ec1e-9c0e-4d4f-8bb9-4b1cb6c1a111
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+V2lhZG9tb8WbY2k8L2JvZHk+PC9odG1sPg==

--54d4ec1e-9c0e-4d4f-8bb9-4b1cb6c1a111--

--abb26ca5-2a0f-4e6f-9a3e-8f7f2c8f1f4b
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.exchangelabs.example
Received-From-MTA: dns;portal.example.test
Arrival-Date: Mon, 23 Nov 2026 08:15:01 +0000

Final-Recipient: rfc822;anna@office.example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup


--abb26ca5-2a0f-4e6f-9a3e-8f7f2c8f1f4b
Content-Type: message/rfc822

Received: from portal.example.test (192.0.2.7) by mx.office.example.org
From: Portal <portal@example.test>
To: <anna@office.example.org>
Subject: Your visit
Message-ID:
\t{ID}
MIME-Version: 1.0
Content-Type: text/plain

The code is 12-34.

--abb26ca5-2a0f-4e6f-9a3e-8f7f2c8f1f4b--
"""

GMAIL = f"""\
Delivered-To: portal@example.test
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@mail.example.com>
To: portal@example.test
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {ID}
In-Reply-To: {ID}
X-Failed-Recipients: anna@mail.example.com
Message-ID: <6921bd46.050a0220.1f0000.0001.GMR@mx.mail.example.com>
Date: Mon, 23 Nov 2026 00:15:02 -0800 (PST)
Content-Type: multipart/report; boundary="00000000000022bafe0643bd1d92"; report-type=delivery-status

--00000000000022bafe0643bd1d92
Content-Type: multipart/related; boundary="00000000000022cc8f0643bd1d97"

--00000000000022cc8f0643bd1d97
Content-Type: multipart/alternative; boundary="00000000000022cc980643bd1d98"

--00000000000022cc980643bd1d98
Content-Type: text/plain; charset="UTF-8"


** Address not found **

Your message wasn't delivered to anna@mail.example.com because the address couldn't be found.

--00000000000022cc980643bd1d98
Content-Type: text/html; charset="UTF-8"

<html><body>Address not found</body></html>

--00000000000022cc980643bd1d98--
--00000000000022cc8f0643bd1d97
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9
awAAAABJRU5ErkJggg==
--00000000000022cc8f0643bd1d97--
--00000000000022bafe0643bd1d92
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com
Arrival-Date: Mon, 23 Nov 2026 00:15:01 -0800 (PST)
X-Original-Message-ID: {ID}

Final-Recipient: rfc822; anna@mail.example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.mail.example.com. (192.0.2.27, the server for the domain mail.example.com.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please
 550-5.1.1 try double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces.
Last-Attempt-Date: Mon, 23 Nov 2026 00:15:02 -0800 (PST)

--00000000000022bafe0643bd1d92
Content-Type: message/rfc822

Received: by portal.example.test
Message-ID: {ID}
From: Portal <portal@example.test>
To: anna@mail.example.com
Subject: Your visit

The code is 12-34.

--00000000000022bafe0643bd1d92--
"""

QMAIL = f"""\
Return-Path: <>
Received: (qmail 44371 invoked for bounce); 23 Nov 2026 08:15:02 -0000
Date: 23 Nov 2026 08:15:02 -0000
From: MAILER-DAEMON@mail.example.org
To: portal@example.test
Subject: failure notice

Hi. This is the qmail-send program at mail.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<anna@example.test>:
192.0.2.25 does not like recipient.
Remote host said: 550 5.1.1 <anna@example.test>: User unknown
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

Return-Path: <portal@example.test>
Received: (qmail 44368 invoked from network); 23 Nov 2026 08:15:01 -0000
Message-ID: {ID}
From: Portal <portal@example.test>
To: anna@example.test
Subject: Your visit

The code is 12-34.
"""

ABSENCE = f"""\
From: Anna <anna@example.test>
To: portal@example.test
Subject: =?utf-8?Q?Nieobecno=C5=9B=C4=87?=
In-Reply-To: {ID}
References: {ID}
Auto-Submitted: auto-replied
Precedence: bulk
Content-Type: text/plain; charset=utf-8

I am on leave. Action: failed. Status: 5.1.1
"""

RECEIPT = f"""\
From: anna@example.test
To: portal@example.test
Subject: Read: Your visit
In-Reply-To: {ID}
Content-Type: multipart/report; report-type=disposition-notification; boundary="r"

--r
Content-Type: text/plain

The message was read.
--r
Content-Type: message/disposition-notification

Final-Recipient: rfc822;anna@example.test
Original-Message-ID: {ID}
Disposition: manual-action/MDN-sent-manually; displayed
--r--
"""

COMPLAINT = f"""\
From: <feedback@example.org>
To: portal@example.test
Subject: complaint
Content-Type: multipart/report; report-type=feedback-report; boundary="r"

--r
Content-Type: text/plain

This is a report about unwanted mail.
--r
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Status: 5.7.1
Action: failed
--r
Content-Type: message/rfc822

Message-ID: {ID}
From: portal@example.test

Hello.
--r--
"""


def postfix(*, action: str = "failed", status: str = "5.1.1", message_id: str = ID) -> bytes:
    """Return a notification in which another thing is said, or of another message."""
    mail = POSTFIX.replace("Action: failed", f"Action: {action}").replace(
        "Status: 5.1.1", f"Status: {status}"
    )
    return mail.replace(ID, message_id).encode()
