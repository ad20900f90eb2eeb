//! What env.py passes to `context.configure`, wherever it comes from.

use super::*;

const REVISION: &str = "from alembic import op\nimport sqlalchemy as sa\nrevision = 'aaaa'\ndown_revision = None\n\
                        def upgrade():\n    op.create_table('t', sa.Column('id', sa.Integer(), primary_key=True))\n";
const NAMED: &str = "naming_convention={'pk': 'pk_%(table_name)s'}";

fn project(env: &str, modules: &[(&str, &str)]) -> Project {
    let env = format!(
        "{env}\nfrom alembic import context\ndef run_migrations_offline():\n    \
         context.configure(url='', literal_binds=True, target_metadata=target_metadata)\n"
    );
    with_env(&env, modules)
}

fn with_env(env: &str, modules: &[(&str, &str)]) -> Project {
    let mut files = vec![
        ("alembic.ini", "[alembic]\nscript_location = db\n"),
        ("db/env.py", env),
        ("db/versions/a.py", REVISION),
    ];
    files.extend(modules);
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Project::new(files.collect(), Options::default())
}

fn plan(project: &Project) -> Plan {
    let request =
        RenderRequest { dialect: "sqlite".into(), to: "head".into(), ..RenderRequest::default() };
    project.upgrade(&request).unwrap()
}

fn is_named(project: &Project) -> bool {
    let plan = plan(project);
    assert_eq!(plan.diagnostics, []);
    plan.sql.contains("CONSTRAINT pk_t PRIMARY KEY (id)")
}

#[test]
fn a_name_is_followed_to_where_it_is_made() {
    let base = "import missing\nfrom missing import *\nfrom sqlalchemy import MetaData\n\
         from sqlalchemy.orm import declarative_base\nmissing.start()\n\
         convention = dict(pk='pk_%(table_name)s')\nassert 1 > 2\n\
         metadata = MetaData(naming_convention=convention)\n\
         Base = declarative_base(metadata=metadata)\nBase.query = missing.query()\nraise RuntimeError()\n";
    for (env, init, models) in [
        (
            "from shop.models import Base\ntarget_metadata = Base.metadata",
            "",
            "from .base import Base\nfrom .x import y\n",
        ),
        (
            "import shop.models\ntarget_metadata = shop.models.Base.metadata",
            "",
            "from shop.base import *\n",
        ),
        (
            "from shop import Base as B\ntarget_metadata = B.metadata",
            "from .models import Base, Other",
            "from .base import metadata, Base\n",
        ),
        (
            "from shop import models\ntarget_metadata = models.metadata",
            "",
            "from . import base\nmetadata = base.Base.metadata\n",
        ),
        (
            "import shop\ntarget_metadata = shop.models.Base.metadata",
            "raise OSError()",
            "from .base import Base\n",
        ),
        (
            "from shop.models import *\ntarget_metadata = metadata",
            "",
            "from . import base\nmetadata = base.metadata\n",
        ),
        (
            "import os, sys\nsys.path.append(os.getcwd())\ntry:\n    from shop.models import Base\nexcept ImportError:\n    Base = None\n\
          def get():\n    return Base.metadata\ntarget_metadata = get()",
            "",
            "from .base import Base\n",
        ),
    ] {
        let modules =
            [("shop/__init__.py", init), ("shop/models.py", models), ("shop/base.py", base)];
        assert!(is_named(&project(env, &modules)), "{env}");
    }
}

#[test]
fn the_last_binding_counts_and_earlier_ones_are_seen_before_it() {
    let env = "from sqlalchemy import MetaData\nname = 'pk_%(table_name)s'\n\
               target_metadata = MetaData(naming_convention={'pk': name})\nname = 'no'\n";
    assert!(is_named(&project(env, &[])));
    assert!(!is_named(&project(&format!("{env}target_metadata = None\n"), &[])));
}

#[test]
fn packages_that_hold_the_metadata() {
    let env = format!(
        "from sqlmodel import Field, SQLModel\nSQLModel.metadata.{}\ntarget_metadata = SQLModel.metadata",
        NAMED.replace('=', " = ")
    );
    assert!(is_named(&project(&env, &[])));
    let app = "from shop.extensions import db\nfrom flask import Flask\napp = Flask(__name__)\ndb.init_app(app)\n";
    for made in [
        "db = SQLAlchemy(metadata=MetaData({}))",
        "class Base:\n    metadata = MetaData({})\ndb = SQLAlchemy(model_class=Base)",
    ] {
        let made = made.replace("{}", NAMED);
        let extensions = format!(
            "from flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy import MetaData\n{made}\n"
        );
        let env = "from shop import db\ntarget_metadata = db.metadata";
        assert!(is_named(&project(
            env,
            &[("shop/__init__.py", app), ("shop/extensions.py", &extensions)]
        )));
    }
}

#[test]
fn what_is_not_known_is_said_where_a_convention_was_seen() {
    let env = "from flask import current_app\ntarget_metadata = current_app.extensions['migrate'].db.metadata";
    assert!(!is_named(&project(env, &[])));
    let plan =
        plan(&project(env, &[("shop.py", &format!("db = SQLAlchemy(MetaData({NAMED}))\n"))]));
    assert!(plan.complete);
    let codes: Vec<_> = plan.diagnostics.iter().map(|found| found.code.name()).collect();
    assert_eq!(codes, ["unknown-convention"]);
    assert!(plan.steps[0].diagnostics.is_empty());
}

#[test]
fn a_given_convention_counts_instead() {
    let mut project = project("target_metadata = None", &[]);
    project.given.naming_convention = Some(vec![("pk".into(), "pk_%(table_name)s".into())]);
    project.update(Vec::new());
    assert!(is_named(&project));
}

#[test]
fn modules_on_the_way_are_asked_for_and_no_others() {
    let mut project =
        project("from shop.models import Base\nimport other\ntarget_metadata = Base.metadata", &[]);
    let missing = |project: &Project| {
        let mut missing = project.missing_modules();
        missing.sort();
        missing
    };
    assert_eq!(missing(&project), ["shop", "shop.models"].map(Rc::from));
    let text = "import far\nfrom .base import Base\nfrom .users import User\n";
    project.update(vec![("shop/models.py".into(), Some(text.into()))]);
    assert_eq!(missing(&project), ["shop.base"].map(Rc::from));
    assert!(!is_named(&project));
    let text = format!(
        "from sqlalchemy.orm import *\nfrom sqlalchemy import MetaData\nclass Base(DeclarativeBase):\n    metadata = MetaData({NAMED})\n"
    );
    project.update(vec![("shop/base.py".into(), Some(text.clone().into()))]);
    assert_eq!(missing(&project), []);
    assert!(is_named(&project));
    project.update(vec![("shop/base.py".into(), Some(text.replace("'pk'", "'uq'").into()))]);
    assert!(!is_named(&project));
}

#[test]
fn arguments_are_followed_too() {
    let env = "from alembic import context\nfrom names import SUFFIX, transactional as t\nTABLE = f'versions_{SUFFIX}'\n\
               def run_migrations_offline():\n    options = {'version_table': TABLE, 'literal_binds': True}\n    \
               options['transaction_per_migration'] = t()\n    context.configure(url=url, **options)\n";
    let sql = plan(&with_env(
        env,
        &[("names.py", "SUFFIX = 'a'\nNO = no()\ndef transactional():\n    return True\n")],
    ))
    .sql;
    assert!(sql.starts_with("CREATE TABLE versions_a ("), "{sql}");
}

#[test]
fn a_revision_for_several_databases_is_run_for_the_one_that_is_named() {
    let several = "from alembic import op\nimport sqlalchemy as sa\nrevision = 'aaaa'\ndown_revision = None\n\
         def upgrade(engine_name):\n    globals()['upgrade_%s' % engine_name]()\n\
         def upgrade_one():\n    op.drop_table('in_one')\ndef upgrade_two():\n    op.drop_table('in_two')\n";
    let plan_for = |engine: Option<&str>| {
        let files = [("db/versions/a.py".to_owned(), several.as_bytes().to_vec())];
        let options = Options { engine_name: engine.map(Into::into), ..Options::default() };
        plan(&Project::new(files.into(), options))
    };
    assert!(plan_for(Some("two")).sql.contains("DROP TABLE in_two;"));
    let without = plan_for(None);
    assert!(!without.complete);
    let finding = &without.diagnostics[0];
    assert!(finding.message.ends_with("missing 1 required positional argument: 'engine_name'"));
    assert!(finding.help.as_deref().is_some_and(|help| help.contains("engineName")));
}
