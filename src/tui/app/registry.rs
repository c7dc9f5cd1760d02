//! The screens of the console, a line for each. Actions, choices, jobs and replies of the console are those of its screens,
//! wrapped, and its own.

use super::global;
use crate::error::Result;
use crate::model::Actor;
use crate::service::Service;
use crate::service::progress::Watch;
use crate::tui::action::Section;
use crate::tui::effect::{Job as RunJob, JobContext, Work};
use crate::tui::route::Route;
use crate::tui::screen::{ContextOf, Env, News, Reason, Request, Screen, View};
use crate::tui::screens::account::AccountScreen;
use crate::tui::screens::api_keys::ApiKeysScreen;
use crate::tui::screens::audit::AuditScreen;
use crate::tui::screens::backups::BackupsScreen;
use crate::tui::screens::login::LoginScreen;
use crate::tui::screens::overview::OverviewScreen;
use crate::tui::screens::rotation::RotationScreen;
use crate::tui::screens::secret_key::SecretKeyScreen;
use crate::tui::screens::settings::SettingsScreen;
use crate::tui::screens::users::UsersScreen;
use crate::tui::screens::variables::VariablesScreen;

/// What a screen requests, wrapped.
pub(super) type Requests = Vec<Request<Job, Choice>>;

/// The result of handing something to the screen it belongs to; or what belongs to the app itself.
pub(super) enum Routed<R, O> {
    /// A screen handled it.
    Screen(R),
    /// The app has to.
    App(O),
}

/// A screen of the console.
pub(super) trait Registered: Screen {
    /// Wraps what it requests.
    fn wrap(request: Request<Self::Job, Self::Choice>) -> Request<Job, Choice>;
}

/// Makes a call to a screen. Also returns what it requests.
pub(super) fn call<S: Registered, R>(
    screen: &mut S,
    env: &Env,
    call: impl FnOnce(&mut S, &mut ContextOf<'_, S>) -> R,
) -> (R, Requests) {
    let mut cx = ContextOf::<S>::new(env, S::ROUTE);
    let output = call(screen, &mut cx);
    (output, cx.into_requests().into_iter().map(S::wrap).collect())
}

macro_rules! screens {
    (($d:tt) $($route:pat => $name:ident($module:ident: $screen:ident);)+) => {
        /// The id of an action.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "a variant for each screen")]
        pub enum ActionId {
            App(global::Action),
            $($name(<$screen as Screen>::Action)),+
        }

        /// What is chosen in an overlay.
        #[derive(Clone, Debug)]
        #[expect(missing_docs, reason = "a variant for each screen")]
        pub enum Choice {
            App(global::Choice<ActionId>),
            $($name(<$screen as Screen>::Choice)),+
        }

        /// A job.
        #[derive(Clone, Debug)]
        #[expect(missing_docs, reason = "a variant for each screen")]
        pub enum Job {
            App(global::Job),
            $($name(<$screen as Screen>::Job)),+
        }

        /// The reply to a job.
        #[derive(Debug)]
        #[expect(missing_docs, reason = "a variant for each screen")]
        pub enum Reply {
            App(global::Reply),
            $($name(<<$screen as Screen>::Job as RunJob>::Reply)),+
        }

        $(impl Registered for $screen {
            fn wrap(request: Request<Self::Job, Self::Choice>) -> Request<Job, Choice> {
                request.map(Job::$name, Choice::$name)
            }
        })+

        impl Job {
            /// What it is called while it runs; none for what is over at once.
            pub fn work(&self) -> Option<Work> {
                match self {
                    Self::App(job) => job.work(),
                    $(Self::$name(job) => job.work()),+
                }
            }

            /// Runs it; blocks until it is done.
            ///
            /// # Errors
            /// Those of the service; `NotAllowed` if the job needs a signed-in user and there is none.
            pub fn run(self, service: &Service, actor: Option<&Actor>, watch: Watch<'_>) -> Result<Reply> {
                let mut cx = JobContext::new(service, actor, watch);
                match self {
                    Self::App(job) => job.run(&mut cx).map(Reply::App),
                    $(Self::$name(job) => job.run(&mut cx).map(Reply::$name)),+
                }
            }
        }

        /// All screens, with their data.
        #[derive(Debug)]
        pub(super) struct Screens {
            $(pub(super) $module: $screen),+
        }

        impl Screens {
            /// Creates them without data, for the signed-in user.
            pub(super) fn new(env: &Env) -> Self {
                Self { $($module: $screen::new(env)),+ }
            }

            /// Discards the data of all screens, but not of those that show the running task.
            pub(super) fn reset(&mut self, env: &Env) {
                let kept = env.task.map(|task| task.route.tab());
                $(if kept != Some($screen::ROUTE.tab()) {
                    self.$module = $screen::new(env);
                })+
            }

            /// The screen of a route, for drawing.
            pub(super) fn view(&self, route: Route) -> &dyn View {
                match route {
                    $($route => &self.$module,)+
                }
            }

            /// Tells all of them.
            pub(super) fn announce(&mut self, news: &News) {
                $(self.$module.hear(news);)+
            }

            /// Why an action is disabled.
            pub(super) fn disabled(&self, id: ActionId, env: &Env) -> Routed<Option<Reason>, global::Action> {
                match id {
                    ActionId::App(action) => Routed::App(action),
                    $(ActionId::$name(action) => Routed::Screen(self.$module.disabled(action, env))),+
                }
            }

            /// Carries out an action, which is enabled.
            pub(super) fn act(&mut self, id: ActionId, env: &Env) -> Routed<Requests, global::Action> {
                match id {
                    ActionId::App(action) => Routed::App(action),
                    $(ActionId::$name(action) => Routed::Screen(call(&mut self.$module, env, |screen, cx| screen.act(action, cx)).1)),+
                }
            }

            /// Carries out what was chosen in an overlay.
            pub(super) fn choose(&mut self, choice: Choice, env: &Env) -> Routed<Requests, global::Choice<ActionId>> {
                match choice {
                    Choice::App(choice) => Routed::App(choice),
                    $(Choice::$name(choice) => Routed::Screen(call(&mut self.$module, env, |screen, cx| screen.choose(choice, cx)).1)),+
                }
            }

            /// Handles the reply to a job.
            pub(super) fn reply(&mut self, reply: Reply, env: &Env) -> Routed<Requests, global::Reply> {
                match reply {
                    Reply::App(reply) => Routed::App(reply),
                    $(Reply::$name(reply) => Routed::Screen(call(&mut self.$module, env, |screen, cx| screen.reply(reply, cx)).1)),+
                }
            }
        }

        /// The table of all actions, in the order of the help and the footer.
        pub fn sections() -> Vec<Section<ActionId>> {
            let mut sections = vec![$(Section::new($screen::ROUTE.title(), $screen::OFFERED_ON, ActionId::$name)),+];
            sections.retain(|section| !section.actions.is_empty());
            sections.push(Section::new("Everywhere", &[], ActionId::App));
            sections
        }

        /// Makes a call to the screen of a route, and carries out what it requests.
        macro_rules! on_screen {
            ($d app:expr, $d at:expr, |$d screen:ident, $d cx:ident| $d body:expr) => {{
                use $crate::tui::app::registry::call;
                use $crate::tui::route::Route;
                match $d at {
                    $($route => {
                        let (output, requests) =
                            call(&mut $d app.screens.$module, &$d app.env, |$d screen, $d cx| $d body);
                        $d app.carry_out(requests);
                        output
                    })+
                }
            }};
        }
    };
}

screens! { ($)
    Route::FirstRun | Route::Login => Login(login: LoginScreen);
    Route::Overview => Overview(overview: OverviewScreen);
    Route::Users => Users(users: UsersScreen);
    Route::Variables => Variables(variables: VariablesScreen);
    Route::ApiKeys => ApiKeys(api_keys: ApiKeysScreen);
    Route::SecretKey => SecretKey(secret_key: SecretKeyScreen);
    Route::Rotation => Rotation(rotation: RotationScreen);
    Route::Backups => Backups(backups: BackupsScreen);
    Route::Audit => Audit(audit: AuditScreen);
    Route::Settings => Settings(settings: SettingsScreen);
    Route::Account => Account(account: AccountScreen);
}

pub(super) use on_screen;
