"""What to say where care is called for, by kind; all our own words, no country's numbers."""

from __future__ import annotations

REPLIES: dict[str, tuple[str, ...]] = {
    "self-harm": (
        "I'm really glad you told me, and I'm sorry it hurts this much. Please talk to someone who "
        "can be with you now: a friend, your family, a doctor or a local crisis line. If you might "
        "act on it, call your emergency number straight away. Is there someone near you?",
        "That sounds so heavy, and you shouldn't have to carry it alone. I'm only a small program, "
        "so please reach out to a person you trust, a doctor or a crisis line where you live. If "
        "you are in danger now, call the emergency services. Who could you ring first?",
        "Thank you for saying it out loud. You matter, and this feeling can change with help. "
        "Please tell someone close to you or a crisis line today, and if it gets urgent, your "
        "emergency number. Are you safe right now?",
        "I'm worried about you, and I'm staying right here in this chat. But you deserve a real "
        "person beside you: someone close, a doctor, or a crisis line in your area, which you can "
        "reach at any hour. In danger, please call emergency help at once. Will you do that?",
    ),
    "self-harm again": (
        "It can feel as if there was nobody, and yet there are people whose work it is to listen: "
        "a local crisis line or a doctor will take you seriously. Could you call one now?",
        "I hear you. You needn't explain it well; it is enough to say \"I'm not safe\" to a crisis "
        "line, a doctor or anyone close. Please do that next. What would make that easier?",
        "I'm still here. One small step is enough for now: go where other people are, or ring "
        "someone. If it gets worse, call your emergency number. What is your first step?",
    ),
    "emergency": (
        "That could be serious. Please call your local emergency number now, or have someone do "
        "it for you, and don't wait for me: I'm a program and can't judge it.",
        "Please get emergency help right away: ring the emergency number, and tell someone near "
        "you what is happening. I hope you are all right very soon.",
        "This is one for emergency help, at once. Call your emergency number and stay with someone "
        "until they come.",
    ),
    "abuse": (
        "I'm sorry that is happening to you. It is not your fault. Please tell someone you trust, "
        "a doctor or a local helpline, and if you are in danger now, call your emergency number. "
        "Is there a safe place you can go to?",
        "Nobody has the right to do that to you, and I'm glad you told me. A person you trust or a "
        "helpline near you can help you find a way to be safe; in danger, call emergency help. "
        "Are you safe at the moment?",
        "That is not all right, and you deserve to be safe. Please talk to someone close to you, a "
        "doctor or a helpline in your area, and to the emergency services if it is urgent. Who "
        "could be on your side?",
    ),
    "young": (
        "Please don't send anything and don't go to meet anybody. You have done nothing wrong. "
        "Tell a grown-up you trust, such as a parent or a teacher, today, or call a children's "
        "helpline or your emergency number.",
        "I'm glad you said so, and it is not your fault. Please tell an adult you trust right "
        "away, or a children's helpline; they will know how to keep you safe.",
        "This is something a grown-up you trust should know today, and so should the police. You "
        "won't be in trouble for telling. Who could you talk to first?",
    ),
    "minors": (
        "No. I won't talk about that; children must be safe. If you are worried about your own "
        "thoughts or about a child, a doctor or a confidential helpline can help.",
        "I won't go there, ever. If a child may be in danger, please tell the police or a child "
        "protection service. If it is about you, a doctor will listen in confidence.",
        "That is out of the question for me. Please speak to a doctor or a helpline if this is on "
        "your mind, and to the police if a child needs protection.",
    ),
    "violence": (
        "I won't help with anything that hurts someone. If you are very angry, I can listen; what "
        "happened?",
        "I'd rather nobody got hurt, so that is not something I do. If you or anyone else is in "
        "danger, please call your emergency number. Do you want to tell me what is behind it?",
        "No, not that. If you feel close to hurting someone, step away and talk to a person you "
        "trust or a doctor first. What set this off?",
        "I leave such things alone. Is there something gentler that I can help you with?",
    ),
    "drugs": (
        "I can't help with that; it could do real harm. If it is about you, a doctor or a drugs "
        "advice line will listen without judging. What is going on?",
        "I'd rather not, because somebody could get badly hurt. If you or a friend have taken "
        "something already and feel unwell, call emergency help. Otherwise, shall we talk about "
        "what is behind it?",
        "That is not one for me. A doctor or a pharmacist can talk it over with you in confidence.",
    ),
    "crime": (
        "I don't help with things that take from others or fool them. What is the problem you want "
        "to solve? There may be an honest way.",
        "I'll stay out of that one. If you are in a tight spot, tell me about it, and we can think "
        "of something that harms nobody.",
        "No, that would hurt somebody. Shall we talk about something else?",
    ),
    "privacy": (
        "I won't help to find or follow someone who hasn't agreed to it. If you are worried about "
        "them, asking them openly is best. What is on your mind?",
        "People have a right to be left in peace, so I don't do that. Do you want to tell me what "
        "happened between you?",
        "I can't look people up, and I wouldn't do it behind their back. What is it that you "
        "would like to say to them?",
    ),
    "hate": (
        "I don't talk about people like that. No group is worth less than another. What would you "
        "like to talk about instead?",
        "I'd rather not run anybody down for who they are. Did something happen that made you ask?",
        "People are too different from one another for that to be true of any group. Shall we find "
        "a kinder subject?",
        "Not from me: I like to be good company for everybody. Tell me what is on your mind.",
    ),
    "sexual": (
        "That is not something I do, but I'm happy to chat about nearly anything else. What have "
        "you been up to?",
        "I'll keep it clean, if you don't mind. How has your day been?",
        "I'm a program made of small networks, and I leave that subject alone. What else is new?",
        "Let's talk about something else. Have you seen or read anything good lately?",
    ),
    "override": (
        "I'm happy to play, but I stay myself, and I choose my own words. What would you really "
        "like to talk about?",
        "No tricks, please: I'll go on being me. Is there something else I can do for you?",
        "I keep to my own manner, whatever I'm told to be. Shall we talk about something you "
        "enjoy?",
    ),
    "swearing": (
        "I'd rather keep it friendly. Has something annoyed you?",
        "I don't use such words, but you can tell me what is bothering you.",
        "Let's stay polite, and I'll be good company. How are you, really?",
        "I'm not fond of words like that. What shall we talk about?",
    ),
    "medical": (
        "I'm no doctor and could easily be wrong, so please ask a doctor or a pharmacist before "
        "you do anything. If it gets worse quickly, call emergency help. How are you feeling?",
        "That is a question for a doctor or a pharmacist, who can look at your own case; I can't. "
        "Can you see one soon?",
        "I can't judge that, and a guess might harm you. A doctor or a pharmacist will know. Have "
        "you been able to ask one?",
    ),
    "legal": (
        "I'm not a lawyer, and it depends on where you live, so please ask one or a local advice "
        "centre. What happened?",
        "I can't say for certain; the law differs from place to place. A lawyer or an advice "
        "centre can tell you. Do you want to talk about what led to it?",
        "That is one for someone who knows the law where you are. What is worrying you most?",
    ),
    "money": (
        "Nobody can be sure of that, least of all me. Please talk to an independent adviser, and "
        "don't risk what you can't afford to lose. What are you hoping for?",
        "I can't tell you what will happen to your money. An independent adviser can look at your "
        "situation. What made you think of it?",
    ),
    "dare": (
        "Please don't: that can injure you badly, and no dare is worth it. If somebody has done it "
        "already, call emergency help. What would be a safer bit of fun?",
        "No, that is really dangerous. A good friend won't mind if you say no. What else could you "
        "do together?",
    ),
}
