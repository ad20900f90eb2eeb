//! A project's own modules: which are missing, and what becomes of those that cannot be run.

use super::*;

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Project::new(files.collect(), Options::default())
}

/// A revision that imports, and drops the table that an expression names.
fn revision(imports: &str, table: &str) -> String {
    format!(
        "from alembic import op\n{imports}\nrevision = 'aaaa'\ndown_revision = None\n\
         def upgrade():\n    op.drop_table({table})\ndef downgrade():\n    pass\n"
    )
}

/// The statement that a revision prints, or its first finding.
fn printed(imports: &str, table: &str, module: &str) -> String {
    let revision = revision(imports, table);
    let project = project(&[("versions/a.py", &*revision), ("shop.py", module)]);
    let request = RenderRequest { dialect: "sqlite".into(), ..RenderRequest::default() };
    let step = project.preview("aaaa", Direction::Upgrade, &request).unwrap();
    match step.diagnostics.first() {
        Some(found) => found.message.clone(),
        None => step.statements[0].sql.to_string(),
    }
}

#[test]
fn what_a_module_may_do_in_python_is_only_unknown() {
    // A method that limbeck does not have, of a class that it provides.
    let module = "import sys\nfrom pathlib import PurePath\nNAME = 'known'\n\
                  PLACE = PurePath('a').nothing_of_the_kind()\n\
                  class Model:\n    table = PurePath('a').nothing_either()\n    other = 'nested'\n\
                  try:\n    LATER = PurePath('a').nothing_of_the_kind()\n\
                  except AttributeError:\n    LATER = 'fallback'\n\
                  REST = 'rest'\n";
    assert_eq!(printed("import shop", "shop.NAME", module), "DROP TABLE known");
    assert_eq!(printed("import shop", "shop.REST", module), "DROP TABLE rest");
    assert_eq!(printed("import shop", "shop.Model.other", module), "DROP TABLE nested");
    for name in ["PLACE", "LATER", "Model.table"] {
        let said = printed("import shop", &format!("shop.{name}"), module);
        assert!(said.contains("limbeck cannot run what a module does"), "{name}: {said}");
        assert!(said.contains("no attribute 'nothing_"), "{name}: {said}");
    }
}

#[test]
fn what_python_raises_too_is_raised() {
    let raises = |module: &str, text: &str| {
        assert_eq!(printed("import shop", "'book'", module), text);
    };
    raises("raise RuntimeError('not for import')\n", "RuntimeError: not for import");
    raises("assert 1 > 2\n", "AssertionError");
    raises("print(nothing)\n", "NameError: name 'nothing' is not defined");
    raises("{}['x']\n", "KeyError: 'x'");
    raises("class A: pass\nA().b\n", "AttributeError: 'A' object has no attribute 'b'");
    raises("1 + 'x'\n", "TypeError: unsupported operand type(s) for +: 'int' and 'str'");
    raises(
        "from . import x\n",
        "ImportError: attempted relative import with no known parent package",
    );
    let said = printed("from shop import x", "'book'", "y = 1\n");
    assert_eq!(said, "ImportError: cannot import name 'x' from 'shop'");
    let caught = "try:\n    import shop\nexcept RuntimeError:\n    pass";
    assert_eq!(printed(caught, "'book'", "raise RuntimeError()\n"), "DROP TABLE book");
}

#[test]
fn what_an_import_leaves_out_is_no_gap_of_its_own() {
    let module =
        "import platform\nif platform.system() == 'Windows':\n    install()\nNAME = 'book'\n";
    let imports = "def name():\n    from shop import NAME\n    return NAME";
    assert_eq!(printed(imports, "name()", module), "DROP TABLE book");
}

#[test]
fn a_module_is_imported_by_its_name() {
    let imports = "import importlib\nshop = importlib.import_module('shop')";
    assert_eq!(printed(imports, "shop.NAME", "NAME = 'book'\n"), "DROP TABLE book");
}

#[test]
fn missing_modules_are_named_once_and_then_looked_into() {
    let revision = revision(
        "import datetime, sqlalchemy as sa, a.b\nfrom shop.models import Base, x as y\n\
         def f():\n    from late import z",
        "'book'",
    );
    let mut project = project(&[("versions/a.py", &*revision)]);
    let mut missing = project.missing_modules();
    missing.sort();
    let first =
        ["a", "a.b", "late", "late.z", "shop", "shop.models", "shop.models.Base", "shop.models.x"];
    assert_eq!(missing, first.map(Rc::from));
    assert!(project.missing_modules().is_empty());
    project.update(vec![
        (
            "shop/__init__.py".into(),
            Some(b"from .core import c\nif TYPE_CHECKING:\n    import no\n".to_vec()),
        ),
        ("shop/models.py".into(), Some(b"from .. import up\nfrom . import side\n".to_vec())),
        ("late.py".into(), Some(b"def f():\n    import later\n".to_vec())),
    ]);
    let mut missing = project.missing_modules();
    missing.sort();
    assert_eq!(missing, ["shop.core", "shop.core.c", "shop.side"].map(Rc::from));
}

#[test]
fn what_code_looked_for_is_missing_too() {
    let revision = revision("from shop import name", "name()");
    let shop = "def name():\n    from late import NAME\n    return NAME\n";
    let mut project = project(&[("versions/a.py", &*revision), ("shop.py", shop)]);
    assert_eq!(project.missing_modules(), ["shop.name".into()]);
    let request = RenderRequest { dialect: "sqlite".into(), ..RenderRequest::default() };
    let preview =
        |project: &Project| project.preview("aaaa", Direction::Upgrade, &request).unwrap();
    assert!(!preview(&project).complete);
    assert_eq!(project.missing_modules(), ["late".into()]);
    project.update(vec![("late.py".into(), Some(b"NAME = 'book'\n".to_vec()))]);
    assert!(preview(&project).complete);
}

#[test]
fn given_roots_come_first() {
    let revision = revision("from shop import NAME", "NAME");
    let files = [
        ("versions/a.py", &*revision),
        ("shop.py", "NAME = 'here'\n"),
        ("../lib/shop.py", "NAME = 'there'\n"),
    ];
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let options = Options { module_roots: Some(vec!["../lib".into()]), ..Options::default() };
    let project = Project::new(files.collect(), options);
    let request = RenderRequest { dialect: "sqlite".into(), ..RenderRequest::default() };
    let step = project.preview("aaaa", Direction::Upgrade, &request).unwrap();
    assert_eq!(&*step.statements[0].sql, "DROP TABLE there");
}

#[test]
fn modules_that_the_environment_imported_are_there() {
    let revision = revision("import shop", "shop.models.NAME");
    let files = |env: &'static str| {
        project(&[
            ("alembic.ini", "[alembic]\nscript_location = db\n"),
            ("db/env.py", env),
            ("db/versions/a.py", &revision),
            ("shop/__init__.py", ""),
            ("shop/models.py", "NAME = 'book'\n"),
        ])
    };
    let request = RenderRequest { dialect: "sqlite".into(), ..RenderRequest::default() };
    let preview = |project: Project| project.preview("aaaa", Direction::Upgrade, &request).unwrap();
    let step = preview(files("import nothing\nfrom shop import models\nmain()\n"));
    assert_eq!(&*step.statements[0].sql, "DROP TABLE book");
    let mut bare = files("from shop import models\n");
    bare.given.version_locations = Some(vec!["db/versions".into()]);
    bare.update(vec![("alembic.ini".into(), None)]);
    assert_eq!(&*preview(bare).statements[0].sql, "DROP TABLE book");
    let step = preview(files("import shop\n"));
    let text = "AttributeError: module 'shop' has no attribute 'models'";
    assert_eq!(step.diagnostics[0].message, text);
}

#[test]
fn what_is_there_in_python_but_not_here_is_unknown_where_it_is_used() {
    let shop = "from sqlalchemy.ext.hybrid import hybrid_property\n\
        KINDS = bytes | memoryview\nARROW = '\\N{RIGHTWARDS ARROW}'\nLINE = f'{1}\\N{BULLET}'\n\
        class Book:\n    @hybrid_property\n    def name(self):\n        return 'book'\n\
        \x20   @name.setter\n    def name(self, name):\n        pass\n\
        \x20   @name.expression\n    def name(cls):\n        pass\n";
    for (name, known) in [("Book().name", true), ("ARROW", false), ("LINE", false)] {
        let revision = revision("import shop", &format!("shop.{name}"));
        let project = project(&[("versions/a.py", &*revision), ("shop.py", shop)]);
        let request = RenderRequest { dialect: "sqlite".into(), ..RenderRequest::default() };
        let step = project.preview("aaaa", Direction::Upgrade, &request).unwrap();
        assert_eq!(step.complete, known, "{name}: {:?}", step.diagnostics);
        if known {
            assert_eq!(&*step.statements[0].sql, "DROP TABLE book");
        }
    }
}

#[test]
fn a_given_file_does_not_stand_before_the_library_that_alembic_has_imported() {
    let revision = revision("import logging, secrets", "'a' + str(logging.ERROR) + secrets.NAME");
    let files = [
        ("versions/a.py", &*revision),
        ("logging.py", "ERROR = 1\n"),
        ("secrets.py", "NAME = 'b'\n"),
    ];
    let request = RenderRequest { dialect: "sqlite".into(), ..RenderRequest::default() };
    let step = project(&files).preview("aaaa", Direction::Upgrade, &request).unwrap();
    assert_eq!(&*step.statements[0].sql, "DROP TABLE a40b");
}
