import { html, useEffect, useMemo, useState } from './vendor/preact.js';
import { paths, read, receive } from './api.js';
import { attachmentOf } from './attachments.js';
import { Composer } from './composer.js';
import { useResource, useStable } from './hooks.js';
import { IconButton } from './icons.js';
import { MessageList } from './messageList.js';
import { Avatar, Empty } from './parts.js';
import { isMine, namesOf, receiveBody, roleOf, speakersOf } from './people.js';
import { nameOf, numberOf, previewOf } from './view.js';

const PAGE = 200;
const NONE = [];

/** Returns the same object until a name changes, so that bubbles aren't redrawn without need. */
function useNames(chats, started, instance) {
	const names = {
		...namesOf(chats, started),
		...(instance.ownerJid && { [instance.ownerJid]: instance.profileName || instance.name }),
	};
	return useMemo(() => names, [JSON.stringify(names)]);
}

function useReading(instance, chat, messages) {
	const unread = messages.filter(
		(message) => message.fromMe && ['SERVER_ACK', 'DELIVERY_ACK'].includes(message.ack),
	);
	const last = unread[unread.length - 1];
	const key = last ? `${last.id} ${last.ack} ${unread.length}` : '';
	useEffect(() => {
		if (!key) return undefined;
		const tellRead = () => {
			// An error is ignored: the next change repeats this, and a read receipt isn't worth a message.
			if (document.visibilityState === 'visible')
				read(instance.name, chat.jid).catch(() => undefined);
		};
		tellRead();
		document.addEventListener('visibilitychange', tellRead);
		return () => document.removeEventListener('visibilitychange', tellRead);
	}, [key]);
}

function useAnnouncement(messages, speaker, chat, names) {
	const last = messages[messages.length - 1];
	const [seen, setSeen] = useState();
	const [text, setText] = useState('');
	useEffect(() => {
		if (!last) return;
		if (seen !== undefined && seen !== last.id && !isMine(last, speaker, chat.isGroup)) {
			setText(`${nameOf(last.sender, names)}: ${previewOf(last)}`);
		}
		setSeen(last.id);
	}, [last?.id]);
	return text;
}

export function Conversation({ instance, chat, chats, started, tell, onBack, onMoved }) {
	const [limit, setLimit] = useState(PAGE);
	const [speakerKey, setSpeakerKey] = useState();
	const [about, setAbout] = useState({});
	const [attachment, setAttachment] = useState();
	const key = `${instance.name} ${chat.jid}`;
	const isOurs = (change) =>
		change.instance === instance.name && (!change.chat || change.chat === chat.jid);
	const path = paths.messages(instance.name, chat.jid, limit);
	const { data, error } = useResource(key, path, isOurs);
	const groupPath = chat.isGroup ? paths.group(instance.name, chat.jid) : undefined;
	const members = useResource(key, groupPath, isOurs).data?.participants;
	const messages = data ?? NONE;
	const names = useNames(chats, started, instance);
	const everybody = [...chats, ...started];
	const speakers = speakersOf({ chat, chats: everybody, messages, instance, names, members });
	const found = speakers.find((one) => one.key === speakerKey) ?? speakers[0];
	const speaker = useMemo(() => found, [found.key, found.name]);
	const announcement = useAnnouncement(messages, speaker, chat, names);
	useReading(instance, chat, messages);

	const send = useStable(async (content) => {
		try {
			const stored = await receive(instance.name, receiveBody(speaker, chat, content));
			// Only a new message may have started another chat. After an edit or deletion, the answer names the chat as its sender sees it.
			const isNew = content.targetId === undefined;
			const where = stored?.chat ?? stored?.key?.remoteJid;
			if (isNew && where && where !== chat.jid && !chat.isGroup) onMoved(where);
		} catch (failure) {
			tell(`Not sent: ${failure.message}`);
		}
	});
	const actions = useMemo(
		() => ({
			tell,
			copy: (text) =>
				navigator.clipboard.writeText(String(text)).then(
					() => tell('Copied'),
					() => tell(`Copy it by hand: ${text}`),
				),
			reply: (message) => setAbout({ reply: message }),
			edit: (message, plain) => setAbout({ edit: message, plain }),
			react: (message, emoji) => send({ kind: 'reaction', targetId: message.id, emoji }),
			remove: (message) => send({ kind: 'delete', targetId: message.id }),
			press: (message, button) =>
				send({ kind: 'buttonReply', targetId: message.id, buttonId: button.id }),
			pick: (message, row) =>
				send({ kind: 'listReply', targetId: message.id, rowId: row.rowId ?? row.id }),
			vote: (message, options) => send({ kind: 'pollVote', targetId: message.id, options }),
			jump: (id) => {
				const target = document.getElementById(`m-${id}`);
				if (!target) return tell('That message is further up');
				target.scrollIntoView({ block: 'center', behavior: 'smooth' });
				target.classList.add('found');
				setTimeout(() => target.classList.remove('found'), 1600);
			},
		}),
		[],
	);
	const drop = (event) => {
		event.preventDefault();
		const [file] = event.dataTransfer?.files ?? [];
		if (file) setAttachment(attachmentOf(file));
	};

	const title = names[chat.jid] ?? chat.name ?? numberOf(chat.jid);
	const isAmong = chat.isGroup && !speaker.fromMe;
	const role = `${roleOf(speaker, instance)}, ${isAmong ? 'in a group with' : 'writing to'} `;
	return html`
		<section
			class="conversation"
			aria-label=${`Chat ${title}`}
			onDragOver=${(event) => event.preventDefault()}
			onDrop=${drop}
		>
			<header class="conversation-head">
				<${IconButton}
					icon="back"
					label="Back to the chats"
					class="narrow-only"
					onClick=${onBack}
				/>
				<${Avatar} who=${chat.jid} name=${title} isGroup=${chat.isGroup} />
				<div class="conversation-title">
					<h1>${title}</h1>
					<span class="muted" data-testid="whoami"
						>${role}<b>${speaker.fromMe ? title : instance.name}</b></span
					>
				</div>
			</header>
			${error && !data
				? html`<${Empty} title="The chat could not be loaded">${error.message}<//>`
				: html`<${MessageList}
						messages=${messages}
						loaded=${Boolean(data)}
						chat=${chat}
						instance=${instance}
						speaker=${speaker}
						names=${names}
						actions=${actions}
						onEarlier=${messages.length >= limit ? () => setLimit(limit + PAGE) : undefined}
					/>`}
			<div class="sr-only" aria-live="polite" data-testid="announcer">${announcement}</div>
			<${Composer}
				chatKey=${`${instance.name} ${chat.jid}`}
				speaker=${speaker}
				speakers=${speakers}
				onSpeaker=${setSpeakerKey}
				names=${names}
				about=${about}
				clear=${() => setAbout({})}
				attachment=${attachment}
				setAttachment=${setAttachment}
				send=${send}
				tell=${tell}
			/>
		</section>
	`;
}
