import { html, render, useEffect, useState } from './vendor/preact.js';
import { paths, startStream } from './api.js';
import { ChatList } from './chatList.js';
import { Conversation } from './conversation.js';
import { useResource, useRoute, useStable } from './hooks.js';
import { Empty } from './parts.js';
import { QrPage } from './qrPage.js';
import { TopBar } from './topBar.js';
import { numberOf } from './view.js';

const TOAST_MS = 5000;

const Mark = () => html`<img src="/phone/icon.svg" alt="" width="72" height="72" />`;

/** Returns a message at the bottom of the page that disappears by itself, and a function to show one: `[element, tell]`. */
function useToast() {
	const [toast, setToast] = useState();
	useEffect(() => {
		if (!toast) return undefined;
		const timer = setTimeout(() => setToast(undefined), TOAST_MS);
		return () => clearTimeout(timer);
	}, [toast]);
	const tell = useStable((text) => setToast({ text }));
	return [
		html`<div class="toast-place" role="status">
			${toast && html`<div class="toast" data-testid="toast">${toast.text}</div>`}
		</div>`,
		tell,
	];
}

function Chats({ instance, route, go, tell }) {
	const [allStarted, setStarted] = useState([]);
	const { data } = useResource(
		instance.name,
		paths.chats(instance.name),
		(change) => change.instance === instance.name,
	);
	const chats = data ?? [];
	const started = allStarted.filter(
		(chat) => chat.instance === instance.name && !chats.some(({ jid }) => jid === chat.jid),
	);
	const all = [...started, ...chats];
	const open = (jid) => go({ instance: instance.name, chat: jid });
	const start = (chat) => {
		setStarted([{ ...chat, instance: instance.name }, ...allStarted]);
		open(chat.jid);
	};
	// A deep link may name a person who hasn't written yet. The page shows an empty chat for them.
	const linked = route.chat && { jid: route.chat, name: '', isGroup: route.chat.endsWith('@g.us') };
	const chat = linked && (all.find(({ jid }) => jid === route.chat) ?? linked);
	return html`
		<main class=${`panes ${chat ? 'reading' : ''}`}>
			<${ChatList}
				instance=${instance}
				chats=${all}
				loaded=${Boolean(data)}
				selected=${route.chat}
				onOpen=${open}
				onStart=${start}
			/>
			${chat
				? html`<${Conversation}
						key=${`${instance.name} ${chat.jid}`}
						instance=${instance}
						chat=${chat}
						chats=${chats}
						started=${allStarted}
						tell=${tell}
						onBack=${() => open(undefined)}
						onMoved=${open}
					/>`
				: html`<section class="conversation nothing">
						<${Empty} icon=${html`<${Mark} />`} title="This is your customers' phone">
							Choose a chat: you then write, press and vote as that person, and${' '}
							<b>${instance.name}</b>
							${instance.ownerJid ? ` (${numberOf(instance.ownerJid)})` : ''} receives it. What n8n
							sends appears here at once.
						<//>
					</section>`}
		</main>
	`;
}

function App() {
	const [route, go] = useRoute();
	const [live, setLive] = useState(true);
	const [toast, tell] = useToast();
	const { data: instances, error } = useResource(
		'instances',
		paths.instances,
		(change) => change.type === 'instance',
	);
	useEffect(() => startStream(setLive), []);

	const chosen = instances?.find(({ name }) => name === route.instance);
	const instance =
		chosen ??
		(route.instance
			? undefined
			: (instances?.find(({ state }) => state === 'open') ?? instances?.[0]));
	const page = () => {
		if (instance?.state === 'open')
			return html`<${Chats}
				key=${instance.name}
				instance=${instance}
				route=${route}
				go=${go}
				tell=${tell}
			/>`;
		if (instance) return html`<${QrPage} key=${instance.name} instance=${instance} tell=${tell} />`;
		if (!instances) {
			return html`<main class="whole">
				${error &&
				html`<${Empty} icon=${html`<${Mark} />`} title="The simulator doesn't answer"
					>${error.message}. This page continues as soon as it does.<//
				>`}
			</main>`;
		}
		return html`<main class="whole">
			<${Empty}
				icon=${html`<${Mark} />`}
				title=${instances.length ? `There is no instance ${route.instance}` : 'No instance yet'}
			>
				${instances.length
					? html`It may have been deleted.${' '}
							<button
								type="button"
								class="link-button"
								onClick=${() => go({ instance: instances[0].name })}
							>
								Show ${instances[0].name}
							</button>`
					: html`Create one in n8n with <b>Instance → Create</b>; it appears here at once.`}
			<//>
		</main>`;
	};
	return html`
		<div class="app">
			<${TopBar}
				instances=${instances ?? []}
				instance=${instance}
				live=${live}
				onInstance=${(name) => go({ instance: name })}
				tell=${tell}
			/>
			${page()} ${toast}
		</div>
	`;
}

render(html`<${App} />`, document.getElementById('app'));
