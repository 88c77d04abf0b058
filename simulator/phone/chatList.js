import { html, useState } from './vendor/preact.js';
import { Icon, IconButton, Ticks } from './icons.js';
import { Avatar, Empty, FormDialog } from './parts.js';
import { jidOfNumber } from './route.js';
import { ackOf, nameOf, numberOf, previewOf, whenOf } from './view.js';

const SHOWN = 200;

const NEW_CHAT_FIELDS = [
	{
		name: 'number',
		label: 'Phone number with country code',
		type: 'tel',
		required: true,
		placeholder: '+55 11 96666-5555',
	},
	{ name: 'name', label: 'Name of this person (optional)', placeholder: 'Daniela' },
];

function NewChat({ instance, onStart, onClose }) {
	const [complaint, setComplaint] = useState();
	const submit = ({ number, name }) => {
		const jid = jidOfNumber(number);
		if (!jid)
			return setComplaint(
				'This is not a valid phone number: 5 to 15 digits, country code first, e.g. +55 11 96666-5555',
			);
		if (jid === instance.ownerJid)
			return setComplaint(`This is the number of ${instance.name} itself`);
		onStart({ jid, name, isGroup: false, unread: 0 });
	};
	return html`<${FormDialog}
		title="New chat"
		text=${`Somebody new writes to ${instance.name} first.`}
		fields=${NEW_CHAT_FIELDS}
		action="Open chat"
		complaint=${complaint}
		onSubmit=${submit}
		onClose=${onClose}
	/>`;
}

function ChatRow({ chat, selected, onOpen }) {
	const name = chat.name || numberOf(chat.jid);
	const last = chat.lastMessage;
	const ack = last?.fromMe && !last.deleted ? ackOf(last.ack) : undefined;
	// Whether the person on this page hasn't read the message. The server only counts what the instance hasn't read.
	const isNews = ack?.ticks > 0 && !ack.read;
	const author = last && chat.isGroup && !last.fromMe ? `${nameOf(last.sender)}: ` : '';
	return html`
		<li>
			<button
				type="button"
				class="chat"
				data-testid=${`chat-${chat.jid}`}
				aria-current=${selected ? 'true' : undefined}
				onClick=${() => onOpen(chat.jid)}
			>
				<${Avatar} who=${chat.jid} name=${name} isGroup=${chat.isGroup} />
				<span class="chat-about">
					<span class="chat-line"
						><b>${name}</b>${last && html`<time class="muted">${whenOf(last.at)}</time>`}</span
					>
					<span class="chat-line muted">
						<span class="chat-preview"
							>${ack && html`<${Ticks} ack=${ack} />`}${last
								? author + previewOf(last)
								: 'Write the first message'}</span
						>
						${isNews &&
						html`<span
							class="badge"
							role="img"
							aria-label="Not read yet"
							title="Not read yet"
						></span>`}
					</span>
				</span>
			</button>
		</li>
	`;
}

export function ChatList({ instance, chats, loaded, selected, onOpen, onStart }) {
	const [search, setSearch] = useState('');
	const [asking, setAsking] = useState(false);
	const [shown, setShown] = useState(SHOWN);
	const wanted = search.trim().toLowerCase();
	const found = chats.filter(
		(chat) => !wanted || `${chat.name ?? ''} ${chat.jid}`.toLowerCase().includes(wanted),
	);
	const start = (chat) => {
		setAsking(false);
		onStart(chat);
	};
	return html`
		<nav class="chats" aria-label="Chats">
			<div class="chats-head">
				<div>
					<h1>People</h1>
					<p class="muted">who chat with ${instance.name}</p>
				</div>
				<${IconButton}
					icon="plus"
					label="New chat"
					class="accent"
					data-testid="new-chat"
					onClick=${() => setAsking(true)}
				/>
			</div>
			<p class="intro narrow-only muted">
				This is your customers' phone. Choose a chat: you then write as that person.
			</p>
			<label class="search"
				><${Icon} name="search" size=${17} /><input
					type="search"
					placeholder="Search"
					aria-label="Search chats"
					value=${search}
					onInput=${(event) => setSearch(event.target.value)}
			/></label>
			<ul class="chat-rows">
				${found
					.slice(0, shown)
					.map(
						(chat) =>
							html`<${ChatRow}
								key=${chat.jid}
								chat=${chat}
								selected=${chat.jid === selected}
								onOpen=${onOpen}
							/>`,
					)}
				${found.length > shown &&
				html`<li class="earlier">
					<button type="button" class="chip" onClick=${() => setShown(shown + SHOWN)}>
						Show more chats
					</button>
				</li>`}
				${loaded &&
				!chats.length &&
				html`<li>
					<${Empty} title="No chats yet">Send something from n8n, or start with <b>New chat</b>.<//>
				</li>`}
				${loaded &&
				chats.length > 0 &&
				!found.length &&
				html`<li class="earlier muted">Nobody found</li>`}
			</ul>
			${asking &&
			html`<${NewChat} instance=${instance} onStart=${start} onClose=${() => setAsking(false)} />`}
		</nav>
	`;
}
