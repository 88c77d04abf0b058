import { Component, html, useCallback, useEffect, useRef, useState } from './vendor/preact.js';
import { getJson, onChange } from './api.js';
import { coalesce, keepSame } from './data.js';
import { buildHash, parseHash } from './route.js';

const BURST_MS = 120;

/**
 * The answer of a route, asked again when `concerns(change)` says so. `key` tells what it is about: data of another key
 * is never shown, while a new path of the same key (more messages) keeps the old data until the new is there.
 */
export function useResource(key, path, concerns) {
	const [result, setResult] = useState({ key: undefined });
	useEffect(() => {
		if (!path) return undefined;
		let left = false;
		const load = async () => {
			let change;
			try {
				const data = await getJson(path);
				change = (old) => ({ key, data: keepSame(old.key === key ? old.data : undefined, data) });
			} catch (error) {
				change = (old) => ({ key, data: old.key === key ? old.data : undefined, error });
			}
			if (!left) setResult(change);
		};
		const reload = coalesce(load, BURST_MS);
		void load();
		const off = onChange((event) => {
			if (event.type === 'reset' || concerns(event)) reload();
		});
		return () => {
			left = true;
			off();
		};
	}, [key, path]);
	return path && result.key === key ? result : {};
}

/** The deep link as state: `[route, go]`. */
export function useRoute() {
	const [route, setRoute] = useState(() => parseHash(location.hash));
	useEffect(() => {
		const follow = () => setRoute(parseHash(location.hash));
		addEventListener('hashchange', follow);
		return () => removeEventListener('hashchange', follow);
	}, []);
	const go = useCallback((next) => {
		location.hash = buildHash(next);
		setRoute(next);
	}, []);
	return [route, go];
}

/**
 * A component that is drawn again only when one of its properties is another object: 200 bubbles stay as they are.
 * What cannot be drawn shows `fallback` instead of taking the page with it.
 */
export function memo(draw, fallback) {
	return class extends Component {
		static getDerivedStateFromError() {
			return { failed: true };
		}
		shouldComponentUpdate(next, state) {
			const names = Object.keys({ ...this.props, ...next });
			return state !== this.state || names.some((name) => this.props[name] !== next[name]);
		}
		render(properties, { failed }) {
			return html`<${failed ? fallback : draw} ...${properties} />`;
		}
	};
}

/** The same function for ever that calls the newest one: for actions given to memoised components. */
export function useStable(action) {
	const newest = useRef(action);
	newest.current = action;
	return useCallback((...parameters) => newest.current(...parameters), []);
}

/** Closes something open on Escape or a press elsewhere. */
export function useDismiss(isOpen, box, close) {
	useEffect(() => {
		if (!isOpen) return undefined;
		const onKey = (event) => {
			if (event.key === 'Escape') close();
		};
		const onPress = (event) => {
			if (!box.current?.contains(event.target)) close();
		};
		addEventListener('keydown', onKey);
		addEventListener('pointerdown', onPress);
		return () => {
			removeEventListener('keydown', onKey);
			removeEventListener('pointerdown', onPress);
		};
	}, [isOpen]);
}
